"""What was sent to whom, through which channel, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as t
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newarea import clock, mail
from newarea.actions.reminders import resend
from newarea.actions.reminders.resending import resend_failed, set_aside, set_failed_aside
from newarea.channels.groups import explained
from newarea.context import request_reference
from newarea.forms.ledger import LedgerForm
from newarea.models import Cause, Digest, GroupChat, ListedDuty, Officer, Pulse, Reminder, Undertaking, Unit
from newarea.parts import duty_kinds
from newarea.tasks import wake_sender
from newarea.views import inbox
from newarea.views.health import health_page, healthz
from newarea.views.keyset import page_of
from newarea.views.signed_in import OfficerRequest, only, way_back
from newarea.views.since import changed_of

STAFF = [role for role in Officer.Role.values if role != Officer.Role.DELEGATE]
OVERSEERS = [Officer.Role.INSPECTOR, Officer.Role.ADMINISTRATOR]
NAMED = 8


@dataclass(frozen=True)
class Warnings:
    """What the inspection office has to know about the sending itself; `years` are not decreed yet.
    `chats` take nothing, each with the service's answer."""

    troubled: int
    refused: int
    delayed: int
    nameless: list[Officer]
    others: int
    chats: list[tuple[GroupChat, str]]
    years: list[int]
    is_unborn: bool

    def __bool__(self) -> bool:
        return any((self.troubled, self.delayed, self.nameless, self.chats, self.years, self.is_unborn))


@dataclass(frozen=True)
class Told:
    """One reminder of a message, in words: which kind of duty, which step, why, whether it may be sent again, and what
    has happened to the item since."""

    reminder: Reminder
    kind: str
    step: str
    why: str
    may_resend: bool = False
    since: str = ""


@dataclass(frozen=True)
class Sent:
    """One message of the ledger: how many reminders it holds, whether it may be sent again, what is not so any more,
    and whether it is the one above through another channel."""

    digest: Digest
    count: int
    may_resend: bool
    since: str
    is_same: bool


@require_safe
@only(*STAFF)
def mails(request: OfficerRequest) -> HttpResponse:
    form = LedgerForm(request.GET, Digest.State, Digest.Kind.choices)
    rows = Digest.objects.visible_to(request.user).filter(day__lte=request.on).select_related("person__unit")
    page = page_of(_narrowed(rows, form, Q(message_id=form.asked("q"))), request)
    context = {
        "page": page,
        "rows": _sent(page.rows, request),
        "warnings": _warnings(request, now=clock.now()) if oversees(request.user) else None,
    }
    return render(request, "newarea/mails.html", context | _frame(request, form))


def _sent(rows: list[Digest], request: OfficerRequest) -> list[Sent]:
    counts, changed = _counts(rows), changed_of(_offered(rows, request))
    return [
        Sent(
            digest,
            counts.get(digest.pk, 0),
            _may_resend(digest, request),
            changed[digest.pk].line if digest.pk in changed else "",
            _is_same(digest, above),
        )
        for digest, above in zip(rows, [None, *rows], strict=False)
    ]


def _offered(rows: Iterable[Digest], request: OfficerRequest) -> list[Digest]:
    """Those with a button to send them again."""
    return list({digest.pk: digest for digest in rows if _may_resend(digest, request)}.values())


@require_safe
@only(*STAFF)
def reminders(request: OfficerRequest) -> HttpResponse:
    form = LedgerForm(request.GET, Reminder.State, list(duty_kinds().items()))
    asked = form.asked("q")
    titled = Undertaking.objects.filter(Q(title_zh__icontains=asked) | Q(title_en__icontains=asked))
    rows = Reminder.objects.visible_to(request.user).filter(planned_on__lte=request.on)
    rows = rows.select_related("person__unit", "owner__unit", "undertaking", "digest")
    page = page_of(_narrowed(rows, form, Q(undertaking__in=titled) | Q(title__icontains=asked)), request)
    context = {"page": page, "rows": _told(page.rows, request)} | _frame(request, form)
    return render(request, "newarea/reminders.html", context)


@require_safe
@only(*STAFF)
def mail_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    rows = Digest.objects.visible_to(request.user).select_related(
        "person__unit", "asked_again_by__unit", "set_aside_by__unit"
    )
    digest = get_object_or_404(rows, pk=pk)
    carried = list(digest.reminders.select_related("undertaking", "owner__unit").order_by("due_on", "pk"))
    for reminder in carried:
        reminder.person, reminder.digest = digest.person, digest
    told = _told(carried, request)
    context = {
        "digest": digest,
        "rows": told,
        "may_resend": _may_resend(digest, request),
        "changed": sum(bool(row.since) for row in told),
    }
    return render(request, "newarea/mail_detail.html", context)


@require_POST
@only(*OVERSEERS)
def mail_resend(request: OfficerRequest, pk: int) -> HttpResponse:
    digest = get_object_or_404(Digest, pk=pk)
    try:
        resend(digest, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        wake_sender()
        messages.success(request, t("The message to %(person)s is being sent again.") % {"person": digest.person})
    return redirect(way_back(request, reverse("mail", args=[pk])))


@require_POST
@only(*OVERSEERS)
def mail_set_aside(request: OfficerRequest, pk: int) -> HttpResponse:
    digest = get_object_or_404(Digest, pk=pk)
    try:
        set_aside(digest, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, t("The message to %(person)s is set aside.") % {"person": digest.person})
    return redirect(way_back(request, reverse("mail", args=[pk])))


@only(*OVERSEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def mails_failed(request: OfficerRequest) -> HttpResponse:
    """All that failed at once: first how many they are, then what to do with them."""
    if request.method == "POST":
        decide = _set_aside_all if request.POST.get("action") == "set-aside" else _resend_all
        messages.success(request, decide(request.user))
        return redirect("mails")
    failed = Digest.objects.refused().select_related("person__unit").order_by("-pk")
    named = list(failed[:NAMED])
    changed = changed_of(named)
    context = {
        "count": failed.count(),
        "unknown": Digest.objects.troubled().count() - failed.count(),
        "rows": [(digest, changed[digest.pk].line if digest.pk in changed else "") for digest in named],
        "causes": _causes(),
    }
    return render(request, "newarea/mails_failed.html", context)


def _causes() -> list[tuple[str, int]]:
    """How many failed for which reason, the most frequent first."""
    rows = Digest.objects.refused().order_by().values_list("cause").annotate(number=Count("pk"))
    labels = dict(Cause.choices)
    return [(str(labels.get(cause, cause)), number) for cause, number in rows.order_by("-number", "cause")]


def _resend_all(by: Officer) -> str:
    count = resend_failed(by=by, now=clock.now())
    if count:
        wake_sender()
    words = ngettext("%(count)d message is being sent again.", "%(count)d messages are being sent again.", count)
    return words % {"count": count}


def _set_aside_all(by: Officer) -> str:
    count = set_failed_aside(by=by, now=clock.now())
    return ngettext("%(count)d message was set aside.", "%(count)d messages were set aside.", count) % {"count": count}


def oversees(officer: Officer) -> bool:
    return officer.role in OVERSEERS


def _may_resend(digest: Digest, request: OfficerRequest) -> bool:
    is_troubled = digest.state in (Digest.State.FAILED, Digest.State.UNKNOWN)
    return is_troubled and oversees(request.user) and not request.is_past


def _is_same(digest: Digest, above: Digest | None) -> bool:
    """What one person is told through two channels is one entry of the page."""
    names = ("person_id", "day", "kind", "subject")
    return above is not None and all(getattr(digest, name) == getattr(above, name) for name in names)


def _narrowed(rows: QuerySet, form: LedgerForm, otherwise: Q) -> QuerySet:  # type: ignore[type-arg]
    state, words = form.asked("state"), form.asked("q")
    if state:
        rows = rows.filter(state__in=["failed", "unknown"] if state == "troubled" else [state])
    for name in ("channel", "kind"):
        if asked := form.asked(name):
            rows = rows.filter(**{name: asked})
    return rows.filter(Q(person__in=_people(words)) | otherwise) if words else rows


def _people(words: str) -> QuerySet[Officer]:
    named = Q(username__icontains=words) | Q(name__icontains=words) | Q(email__icontains=words)
    return Officer.objects.filter(named | Q(unit__name_zh__icontains=words) | Q(unit__name_en__icontains=words))


def _counts(digests: list[Digest]) -> dict[int, int]:
    rows = Reminder.objects.filter(digest__in=[digest.pk for digest in digests]).order_by()
    return dict(rows.values_list("digest").annotate(Count("pk")))


def _told(rows: list[Reminder], request: OfficerRequest) -> list[Told]:
    kinds = duty_kinds()
    changed = changed_of(_offered((row.digest for row in rows if row.digest), request))
    since = {pk: words for found in changed.values() for pk, words in found.each.items()}
    return [
        Told(
            reminder,
            kinds.get(reminder.kind, reminder.kind),
            mail.what_words(reminder),
            mail.why(reminder),
            reminder.digest is not None and _may_resend(reminder.digest, request),
            since.get(reminder.pk, ""),
        )
        for reminder in rows
    ]


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
    """Counts and the first few names; the rest is said as a number."""
    nameless = list(unreachable().select_related("unit"))
    return Warnings(
        troubled=Digest.objects.troubled().count(),
        refused=Digest.objects.refused().count(),
        delayed=Digest.objects.delayed().count(),
        nameless=nameless[:NAMED],
        others=max(0, len(nameless) - NAMED),
        chats=_dead_chats(),
        years=_undecreed(request),
        is_unborn=not Pulse.objects.filter(pk=1).exists(),
    )


def _dead_chats() -> list[tuple[GroupChat, str]]:
    rows = GroupChat.objects.filter(is_active=True, failing_since__isnull=False).select_related("unit")
    return [(chat, explained(chat, chat.last_reply)) for chat in rows.order_by("failing_since", "pk")]


def unreachable() -> QuerySet[Officer]:
    """Who should get something and has no address, or does not sign in any more: those who answer for what is open,
    those who get a copy when nobody acts, and those who are told of alerts."""
    open_ones = Undertaking.objects.in_force().open()
    led = Unit.objects.filter(pk__in=open_ones.values("lead_unit"))
    wanted = (
        Q(Exists(open_ones.filter(owner=OuterRef("pk"))))
        | Q(Exists(ListedDuty.objects.filter(person=OuterRef("pk"), is_listed=True)))
        | Q(Exists(led.filter(Q(head=OuterRef("pk")) | Q(leader_in_charge=OuterRef("pk")))))
        | Q(role__in=OVERSEERS, is_active=True)
    )
    return Officer.objects.filter(Q(email="") | Q(is_active=False)).filter(wanted)


def _undecreed(request: OfficerRequest) -> list[int]:
    """Years in which something open is due, and this one, as far as their working days are a guess."""
    calendar = request_reference(request).calendar
    due = Undertaking.objects.in_force().open().exclude(due_on=None).dates("due_on", "year")
    listed = ListedDuty.objects.filter(is_listed=True).dates("due_on", "year")
    years = {request.today.year, *(day.year for days in (due, listed) for day in days)}
    return sorted(year for year in years if not calendar.is_known(year))


urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox-read-all"),
    path("inbox/<int:pk>/", inbox.message, name="inbox-message"),
    path("inbox/<int:pk>/read/", inbox.read, name="inbox-read"),
    path("mails/", mails, name="mails"),
    path("mails/reminders/", reminders, name="reminders"),
    path("mails/failed/", mails_failed, name="mails-failed"),
    path("mails/<int:pk>/", mail_detail, name="mail"),
    path("mails/<int:pk>/resend/", mail_resend, name="mail-resend"),
    path("mails/<int:pk>/set-aside/", mail_set_aside, name="mail-set-aside"),
    path("health/", health_page, name="health"),
    path("healthz", healthz, name="healthz"),
]
