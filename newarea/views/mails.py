"""What was sent to whom, through which channel, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as t
from django.views.decorators.http import require_POST, require_safe

from newarea import clock, mail
from newarea.actions.reminders import resend
from newarea.channels.groups import explained
from newarea.forms.ledger import LedgerForm
from newarea.models import Digest, GroupChat, Officer, Pulse, Reminder, Undertaking
from newarea.tasks import wake_sender
from newarea.views import inbox
from newarea.views.health import healthz
from newarea.views.keyset import page_of
from newarea.views.signed_in import OfficerRequest, only

STAFF = [role for role in Officer.Role.values if role != Officer.Role.DELEGATE]
LATE_AFTER = timedelta(minutes=1)
NAMED = 8


@dataclass(frozen=True)
class Warnings:
    """What the inspection office has to know about the sending itself; `chats` take nothing, each with the service's
    answer."""

    troubled: int
    delayed: int
    nameless: list[Officer]
    others: int
    chats: list[tuple[GroupChat, str]]
    is_late: bool

    def __bool__(self) -> bool:
        return bool(self.troubled or self.delayed or self.nameless or self.chats or self.is_late)


@dataclass(frozen=True)
class Told:
    """One reminder of a message and why it was one."""

    reminder: Reminder
    step: str
    why: str


@require_safe
@only(*STAFF)
def mails(request: OfficerRequest) -> HttpResponse:
    form = LedgerForm(request.GET, Digest.State)
    rows = Digest.objects.visible_to(request.user).filter(day__lte=request.on).select_related("person__unit")
    page = page_of(_narrowed(rows, form, Q(message_id=form.asked("q"))), request)
    counts = _counts(page.rows)
    context = {
        "page": page,
        "rows": [(digest, counts.get(digest.pk, 0), _may_resend(digest, request)) for digest in page.rows],
        "warnings": _warnings(request, now=clock.now()) if oversees(request.user) else None,
    }
    return render(request, "newarea/mails.html", context | _frame(request, form))


@require_safe
@only(*STAFF)
def reminders(request: OfficerRequest) -> HttpResponse:
    form = LedgerForm(request.GET, Reminder.State)
    asked = form.asked("q")
    titled = Undertaking.objects.filter(Q(title_zh__icontains=asked) | Q(title_en__icontains=asked))
    rows = Reminder.objects.visible_to(request.user).filter(planned_on__lte=request.on)
    page = page_of(
        _narrowed(rows.select_related("person__unit", "undertaking"), form, Q(undertaking__in=titled)), request
    )
    return render(request, "newarea/reminders.html", {"page": page, "rows": _told(page.rows)} | _frame(request, form))


@require_safe
@only(*STAFF)
def mail_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    rows = Digest.objects.visible_to(request.user).select_related("person__unit", "asked_again_by__unit")
    digest = get_object_or_404(rows, pk=pk)
    carried = list(digest.reminders.select_related("undertaking").order_by("due_on", "pk"))
    for reminder in carried:
        reminder.person = digest.person
    context = {"digest": digest, "rows": _told(carried), "may_resend": _may_resend(digest, request)}
    return render(request, "newarea/mail_detail.html", context)


@require_POST
@only(*STAFF)
def mail_resend(request: OfficerRequest, pk: int) -> HttpResponse:
    if not oversees(request.user):
        raise Http404
    digest = get_object_or_404(Digest, pk=pk)
    try:
        resend(digest, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        wake_sender()
        messages.success(request, t("The message to %(person)s is being sent again.") % {"person": digest.person})
    return redirect("mail", pk)


def oversees(officer: Officer) -> bool:
    return officer.role in (Officer.Role.INSPECTOR, Officer.Role.ADMINISTRATOR)


def _may_resend(digest: Digest, request: OfficerRequest) -> bool:
    is_troubled = digest.state in (Digest.State.FAILED, Digest.State.UNKNOWN)
    return is_troubled and oversees(request.user) and not request.is_past


def _narrowed(rows: QuerySet, form: LedgerForm, otherwise: Q) -> QuerySet:  # type: ignore[type-arg]
    state, channel, words = form.asked("state"), form.asked("channel"), form.asked("q")
    if state:
        rows = rows.filter(state__in=["failed", "unknown"] if state == "troubled" else [state])
    if channel:
        rows = rows.filter(channel=channel)
    return rows.filter(Q(person__in=_people(words)) | otherwise) if words else rows


def _people(words: str) -> QuerySet[Officer]:
    named = Q(username__icontains=words) | Q(name__icontains=words) | Q(email__icontains=words)
    return Officer.objects.filter(named | Q(unit__name_zh__icontains=words) | Q(unit__name_en__icontains=words))


def _counts(digests: list[Digest]) -> dict[int, int]:
    rows = Reminder.objects.filter(digest__in=[digest.pk for digest in digests]).order_by()
    return dict(rows.values_list("digest").annotate(Count("pk")))


def _told(rows: list[Reminder]) -> list[Told]:
    return [Told(reminder, mail.step_words(reminder.step), mail.why(reminder)) for reminder in rows]


def _frame(request: OfficerRequest, form: LedgerForm) -> dict[str, object]:
    name = request.resolver_match.view_name if request.resolver_match else ""
    tabs = [(t("Messages"), "mails"), (t("Reminders"), "reminders")]
    return {
        "form": form,
        "is_filtered": form.is_filtered,
        "tabs": [(label, reverse(view), view == name) for label, view in tabs],
        "oversees": oversees(request.user),
    }


def _warnings(request: OfficerRequest, *, now: datetime) -> Warnings:
    """Three counts and the first few names; the rest is said as a number."""
    nameless = list(unreachable().select_related("unit"))
    pulse = Pulse.objects.filter(pk=1).first()
    return Warnings(
        troubled=Digest.objects.troubled().count(),
        delayed=Digest.objects.delayed().count(),
        nameless=nameless[:NAMED],
        others=max(0, len(nameless) - NAMED),
        chats=_dead_chats(),
        is_late=pulse is None or now - pulse.beat_at > LATE_AFTER,
    )


def _dead_chats() -> list[tuple[GroupChat, str]]:
    rows = GroupChat.objects.filter(is_active=True, failing_since__isnull=False).select_related("unit")
    return [(chat, explained(chat, chat.last_reply)) for chat in rows.order_by("failing_since", "pk")]


def unreachable() -> QuerySet[Officer]:
    """Who answers for something open and has no address, or does not sign in any more."""
    open_ones = Undertaking.objects.in_force().open().filter(owner=OuterRef("pk"))
    return Officer.objects.filter(Q(email="") | Q(is_active=False)).filter(Exists(open_ones))


urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox-read-all"),
    path("inbox/<int:pk>/", inbox.message, name="inbox-message"),
    path("inbox/<int:pk>/read/", inbox.read, name="inbox-read"),
    path("mails/", mails, name="mails"),
    path("mails/reminders/", reminders, name="reminders"),
    path("mails/<int:pk>/", mail_detail, name="mail"),
    path("mails/<int:pk>/resend/", mail_resend, name="mail-resend"),
    path("healthz", healthz, name="healthz"),
]
