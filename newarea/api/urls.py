"""Under /api/v1/; each part's own endpoints stand beside these (newarea/urls.py)."""

from django.urls import path

from newarea.api import documentation
from newarea.api.calendar import WorkingDays, WorkingYear
from newarea.api.evidence import EvidenceFile
from newarea.api.extensions import AllExtensions, Extensions, Grant, OneExtension, Refusal
from newarea.api.officers import Myself, Officers, OneOfficer
from newarea.api.programmes import OneProgramme, Programmes
from newarea.api.reminders import MyReminders
from newarea.api.reports import OneReport, ReportEvidence, Reports, Return, Submission, Verification
from newarea.api.standing import ProgrammeStanding
from newarea.api.tokens import TokenView
from newarea.api.undertakings import MyUndertakings, OneUndertaking, Undertakings
from newarea.api.units import OneUnit, Units
from newarea.api.verification import MyVerification

urlpatterns = [
    path("schema/", documentation.schema, name="api-schema"),
    path("docs/", documentation.docs, name="api-docs"),
    path("token/", TokenView.as_view(), name="api-token"),
    path("programmes/", Programmes.as_view(), name="api-programmes"),
    path("programmes/<slug:slug>/", OneProgramme.as_view(), name="api-programme"),
    path("programmes/<slug:slug>/standing/", ProgrammeStanding.as_view(), name="api-programme-standing"),
    path("officers/", Officers.as_view(), name="api-officers"),
    path("officers/<int:pk>/", OneOfficer.as_view(), name="api-officer"),
    path("my/", Myself.as_view(), name="api-my"),
    path("my/verification/", MyVerification.as_view(), name="api-my-verification"),
    path("my/undertakings/", MyUndertakings.as_view(), name="api-my-undertakings"),
    path("undertakings/<int:pk>/", OneUndertaking.as_view(), name="api-undertaking"),
    path("my/reminders/", MyReminders.as_view(), name="api-my-reminders"),
    path("units/", Units.as_view(), name="api-units"),
    path("units/<int:pk>/", OneUnit.as_view(), name="api-unit"),
    path("calendar/<int:year>/", WorkingYear.as_view(), name="api-calendar"),
    path("calendar/working-days/", WorkingDays.as_view(), name="api-working-days"),
    path("programmes/<slug:slug>/undertakings/", Undertakings.as_view(), name="api-undertakings"),
    path("undertakings/<int:pk>/extensions/", Extensions.as_view(), name="api-extensions"),
    path("extensions/", AllExtensions.as_view(), name="api-all-extensions"),
    path("extensions/<int:pk>/", OneExtension.as_view(), name="api-extension"),
    path("extensions/<int:pk>/grant/", Grant.as_view(), name="api-extension-grant"),
    path("extensions/<int:pk>/refuse/", Refusal.as_view(), name="api-extension-refuse"),
    path("undertakings/<int:pk>/reports/", Reports.as_view(), name="api-reports"),
    path("reports/<int:pk>/", OneReport.as_view(), name="api-report"),
    path("reports/<int:pk>/submit/", Submission.as_view(), name="api-report-submit"),
    path("reports/<int:pk>/verify/", Verification.as_view(), name="api-report-verify"),
    path("reports/<int:pk>/return/", Return.as_view(), name="api-report-return"),
    path("reports/<int:pk>/evidence/", ReportEvidence.as_view(), name="api-report-evidence"),
    path("evidence/<int:pk>/", EvidenceFile.as_view(), name="api-evidence"),
]
