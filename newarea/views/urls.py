"""The base's own pages; the names are what templates and parts link to."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path

from newarea.views import accounts, chasing, evidence, extensions, mails, posts, reporting, reports, undertakings
from newarea.views import settings as own_settings
from newarea.views.calendar import page as calendar
from newarea.views.calendar.feed import calendar_feed
from newarea.views.guide import guide_chapter
from newarea.views.searching import search
from newarea.views.slips import urls as slips
from newarea.views.tokens import token_withdraw, tokens
from newarea.views.unsubscribing import unsubscribe
from newarea.views.verification import verification
from newarea.views.workbench.page import workbench

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/sign-in/", accounts.SignIn.as_view(), name="sign-in"),
    path("accounts/sign-out/", LogoutView.as_view(), name="sign-out"),
    path("accounts/password/", accounts.Password.as_view(), name="password"),
    path("settings/", own_settings.settings, name="settings"),
    path("settings/tokens/", tokens, name="tokens"),
    path("settings/tokens/<int:pk>/withdraw/", token_withdraw, name="token-withdraw"),
    path("unsubscribe/<str:signed>/", unsubscribe, name="unsubscribe"),
    path("language/", accounts.set_language, name="set_language"),
    path("guide/", guide_chapter, name="guide"),
    path("guide/<slug:name>/", guide_chapter, name="guide-chapter"),
    path("workbench/", workbench, name="workbench"),
    path("verification/", verification, name="verification"),
    path("undertakings/<int:pk>/", undertakings.undertaking, name="undertaking"),
    path("undertakings/<int:pk>/report/", reporting.report_new, name="report-new"),
    path("undertakings/<int:pk>/extension/", extensions.extension_new, name="extension-new"),
    path("undertakings/<int:pk>/reopen/", undertakings.reopen_page, name="reopen"),
    path("undertakings/<int:pk>/chase/", chasing.chase_page, name="chase"),
    path("undertakings/<int:pk>/override/", undertakings.override_page, name="override"),
    path("undertakings/<int:pk>/override/end/", undertakings.override_end, name="override-end"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/decision/", reports.decide, name="report-decision"),
    path("reports/<int:pk>/discard/", reporting.discard, name="report-discard"),
    path("extensions/<int:pk>/", extensions.extension, name="extension"),
    path("extensions/<int:pk>/decision/", extensions.decide, name="extension-decision"),
    path("evidence/<int:pk>/", evidence.evidence, name="evidence"),
    path("evidence/<int:pk>/thumbnail/", evidence.evidence_thumbnail, name="evidence-thumbnail"),
    path("search/", search, name="search"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/new/", calendar.calendar_new, name="calendar-new"),
    path("calendar/<int:pk>/renew/", calendar.calendar_renew, name="calendar-renew"),
    path("calendar/<int:pk>/revoke/", calendar.calendar_revoke, name="calendar-revoke"),
    path("calendar/<int:pk>-<str:code>.ics", calendar_feed, name="calendar-feed"),
    path("hand-over/", posts.hand_over, name="hand-over"),
    *slips.urlpatterns,
    *mails.urlpatterns,
]
