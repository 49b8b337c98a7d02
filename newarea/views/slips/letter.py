"""One supervision slip as the letter it is, its answer, and what the office makes of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as t
from django.views.decorators.http import require_POST, require_safe

from newarea.actions.slips import accept_answer, answer_slip, return_answer, withdraw_slip
from newarea.context import request_reference
from newarea.forms.refusals import add_refusal, show_version
from newarea.forms.slips import AnswerForm, SlipDecisionForm
from newarea.models import Officer, Reminder, Share, SlipAnswer, Stale, SupervisionSlip, Unit
from newarea.models.slip_on import limits_on, slips_on
from newarea.parts import pages_of
from newarea.views.claims import Limit, limit_after, limit_of
from newarea.views.signed_in import OfficerRequest, only
from newarea.views.slips.listing import IN_HAND, STAFF

State = SupervisionSlip.State
NAMES = ("programme__district", "undertaking__programme", "issued_by__unit", "closed_by__unit")


@require_safe
@only(*STAFF)
def slip(request: OfficerRequest, pk: int) -> HttpResponse:
    return _page(request, _known(request, pk))


def _known(request: OfficerRequest, pk: int) -> Any:
    """As the reader may see it, and as it stood on the day of the page; 404 where there was none yet."""
    rows = slips_on(SupervisionSlip.objects.visible_to(request.user), request.on)
    return get_object_or_404(rows.select_related(*NAMES), pk=pk)


def _page(
    request: OfficerRequest,
    found: Any,
    *,
    answer_form: AnswerForm | None = None,
    decision_form: SlipDecisionForm | None = None,
    is_outrun: bool = False,
) -> HttpResponse:
    reference, on = request_reference(request), request.on
    answers = _answers(found, on)
    reply_by = limits_on([found.pk], on).get(found.pk, found.reply_by) if request.is_past else found.reply_by
    seen = {"version": found.version}
    context = {
        "slip": found,
        "state": found.state_then,
        "word": State(found.state_then).label,
        "unit": Unit.objects.filter(pk=found.unit_then).first(),
        "office": _office(found),
        "copied": _copied(found, on),
        "reply_by": reply_by,
        "limit": _limit(found, answers, reply_by, request),
        "answers": answers,
        "page": pages_of([found.undertaking_id]).get(found.undertaking_id),
        "undertaking": found.undertaking,
        "answer_form": answer_form or AnswerForm(initial=seen),
        "decision_form": decision_form or SlipDecisionForm(initial=seen),
        "is_outrun": is_outrun,
        "reply_days": reference.sending.slip_reply_days,
        **_doors(request, found, answers),
    }
    return render(request, "newarea/slip.html", context, status=409 if is_outrun else 200)


@dataclass(frozen=True)
class Shown:
    """An answer, and whether what was decided about it was known by the day."""

    answer: SlipAnswer
    is_decided: bool


def _answers(found: SupervisionSlip, on: date) -> list[Shown]:
    rows = found.answers.filter(on__lte=on).select_related("by__unit", "decided_by__unit")
    return [Shown(row, row.decided_on is not None and row.decided_on <= on) for row in rows]


def _office(found: SupervisionSlip) -> Unit | None:
    """Whoever issued it; what the site issued by itself comes from the inspection office all the same."""
    if found.issued_by and found.issued_by.unit:
        return found.issued_by.unit
    return Unit.objects.filter(is_inspection_office=True).first()


def _copied(found: SupervisionSlip, on: date) -> list[str]:
    """When it was issued, or later because nobody answered."""
    told = Reminder.objects.filter(duty__in=[found.notice, f"slip:{found.pk}"], planned_on__lte=on)
    copies = told.exclude(share=Share.OWNER).exclude(state=Reminder.State.CANCELLED)
    rows = copies.select_related("person__unit").order_by("-step", "pk")
    return list({row.person_id: str(row.person) for row in rows}.values())


def _limit(found: Any, answers: list[Shown], reply_by: date, request: OfficerRequest) -> Limit | None:
    """Of the unit's answer, or of the office's decision about it."""
    reference = request_reference(request)
    if found.state_then == State.OPEN:
        return limit_of(reply_by, request.on, reference)
    if found.state_then == State.ANSWERED and answers:
        days = reference.rules_on(request.on).decision_days
        return limit_after(answers[-1].answer.on, days, request.on, reference)
    return None


def _doors(request: OfficerRequest, found: Any, answers: list[Shown]) -> dict[str, bool]:
    """What this reader may do here; nothing on a past day."""
    reader, is_past = request.user, request.is_past
    is_own = reader.is_reporting and reader.unit_id == found.unit_id
    is_waiting = found.state_then == State.ANSWERED and bool(answers) and answers[-1].answer.by_id != reader.pk
    return {
        "may_answer": not is_past and is_own and found.state_then == State.OPEN,
        "may_decide": not is_past and reader.is_inspector and is_waiting,
        "may_withdraw": not is_past and reader.is_inspector and found.state_then in IN_HAND,
    }


@require_POST
@only(Officer.Role.REPORTER, Officer.Role.HEAD)
def slip_answer(request: OfficerRequest, pk: int) -> HttpResponse:
    found = _known(request, pk)
    form = AnswerForm(request.POST)
    if found.unit_id != request.user.unit_id:
        raise Http404
    try:
        if form.is_valid():
            seen, text = form.cleaned_data["version"], form.cleaned_data["text"]
            answer_slip(found, text=text, by=request.user, on=request.today, seen=seen)
            messages.success(request, t("The answer waits for the inspection office."))
            return redirect(found)
    except ValidationError as refusal:
        add_refusal(form, refusal)
    except Stale:
        found = _known(request, pk)
        show_version(form, version=found.version)
        return _page(request, found, answer_form=form, is_outrun=True)
    return _page(request, found, answer_form=form)


@require_POST
@only(Officer.Role.INSPECTOR)
def slip_decision(request: OfficerRequest, pk: int) -> HttpResponse:
    found = _known(request, pk)
    form = SlipDecisionForm(request.POST)
    try:
        if form.is_valid():
            messages.success(request, _decide(request, found, form) % {"mark": found.mark})
            return redirect(found)
    except ValidationError as refusal:
        add_refusal(form, refusal)
    except Stale:
        found = _known(request, pk)
        show_version(form, version=found.version)
        return _page(request, found, decision_form=form, is_outrun=True)
    return _page(request, found, decision_form=form)


def _decide(request: OfficerRequest, found: SupervisionSlip, form: SlipDecisionForm) -> str:
    seen, note = form.cleaned_data["version"], form.cleaned_data["note"]
    decision: dict[str, Any] = {"by": request.user, "on": request.today, "seen": seen, "note": note}
    match request.POST.get("action"):
        case "accept":
            accept_answer(found, **decision)
            return t("The answer to %(mark)s is accepted; the slip is closed.")
        case "return":
            return_answer(found, reference=request_reference(request), **decision)
            return t("The unit is asked to answer %(mark)s once more.")
        case "withdraw":
            withdraw_slip(found, **decision)
            return t("%(mark)s is withdrawn.")
        case _:
            raise Http404
