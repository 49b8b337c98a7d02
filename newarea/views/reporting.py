"""The report form: on its own page, and inline on the workbench."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as t
from django.views.decorators.http import require_http_methods, require_POST

from newarea import clock
from newarea.actions.evidence import attach_evidence, caption_evidence, detach_evidence
from newarea.actions.reports import discard_draft, save_draft, submit_report
from newarea.forms.refusals import add_refusal, show_version
from newarea.forms.report import ReportForm
from newarea.models import Evidence, Report, Stale, Undertaking
from newarea.parts import pages_of
from newarea.views.signed_in import OfficerRequest, number_in

TYPED = ("percent", "quantity", "summary", "problems", "next_step", "expected_on", "decrease_reason", "closes")


@dataclass(slots=True)
class Desk:
    """What lies before the reporter of one undertaking: the draft, what was handed in last, what is in force."""

    undertaking: Undertaking
    draft: Report | None = None
    waiting: Report | None = None
    in_force: Report | None = None
    latest: Report | None = None
    attached: list[Evidence] = field(default_factory=list)

    @property
    def returned(self) -> Report | None:
        return self.latest if self.latest and self.latest.state == Report.State.RETURNED else None


def desk_of(undertaking: Undertaking) -> Desk:
    desk = Desk(undertaking)
    reports = undertaking.reports.select_related("decided_by__unit", "reporter__unit", "undertaking")
    for report in reports.order_by("pk"):
        if report.state == Report.State.DRAFT:
            desk.draft = report
        elif report.state == Report.State.SUBMITTED:
            desk.waiting = report
        elif report.state == Report.State.VERIFIED and report.superseded_on is None:
            desk.in_force = report
        if report.state != Report.State.DRAFT and not report.is_restored:
            desk.latest = report
    desk.attached = list(desk.draft.evidence.all()) if desk.draft else []
    return desk


def form_of(desk: Desk, request: OfficerRequest, *, is_sent: bool) -> ReportForm:
    data, files = (request.POST, request.FILES) if is_sent else (None, None)
    return ReportForm(
        data,
        files,
        undertaking=desk.undertaking,
        in_force=desk.in_force,
        draft=desk.draft,
        attached=desk.attached,
        on=request.today,
        initial=_initial(desk, request),
    )


def _initial(desk: Desk, request: OfficerRequest) -> dict[str, Any]:
    """The draft; without one, what has to be mended of a returned report; else only the day."""
    known = desk.draft or desk.returned
    values: dict[str, Any] = {name: plain(getattr(known, name)) for name in TYPED} if known else {}
    return values | {
        "version": desk.draft.version if desk.draft else None,
        "latest": desk.latest.pk if desk.latest else None,
        "speaks_for": desk.draft.speaks_for if desk.draft else request.today,
    }


def plain(value: Any) -> Any:
    """12.8 rather than 12.80."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def form_context(desk: Desk, form: ReportForm) -> dict[str, Any]:
    return {
        "desk": desk,
        "form": form,
        "undertaking": desk.undertaking,
        "page": pages_of([desk.undertaking.pk]).get(desk.undertaking.pk),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report_new(request: OfficerRequest, pk: int) -> HttpResponse:
    undertaking = get_object_or_404(
        Undertaking.objects.reportable_by(request.user).select_related("programme", "lead_unit"), pk=pk
    )
    desk = desk_of(undertaking)
    form = form_of(desk, request, is_sent=request.method == "POST")
    is_outrun = request.method == "POST" and _is_outrun(desk, form)
    if request.method == "POST" and not is_outrun and _keep(desk, form, request):
        return _kept(desk, request)
    context = form_context(desk, form) | {"is_outrun": is_outrun}
    return render(request, "newarea/report_form.html", context, status=409 if is_outrun else 200)


def _is_outrun(desk: Desk, form: ReportForm) -> bool:
    """A second click, or a colleague who has handed in meanwhile, must not begin another report unseen."""
    form.is_valid()
    if desk.latest is None or form.cleaned_data.get("latest") == desk.latest.pk:
        return False
    show_version(form, latest=desk.latest.pk, version=desk.draft.version if desk.draft else "")
    return True


def _keep(desk: Desk, form: ReportForm, request: OfficerRequest) -> bool:
    """Save, and hand in where that was asked; what is refused is shown in the form, which keeps all that was typed."""
    try:
        _save(desk, form, request)
        if form.is_valid() and request.POST.get("action") == "submit" and desk.draft:
            now, on = clock.now(), request.today
            desk.draft = submit_report(desk.draft, by=request.user, on=on, now=now, seen=desk.draft.version)
    except ValidationError as refusal:
        add_refusal(form, refusal)
    except Stale as stale:
        stale.labels = {bound.name: str(bound.label) for bound in form.visible_fields()}
        raise
    if not form.errors:
        return True
    if desk.draft:
        form.show_attached(list(desk.draft.evidence.all()))
        show_version(form, version=desk.draft.version)
    return False


def _save(desk: Desk, form: ReportForm, request: OfficerRequest) -> None:
    """Files go into the draft first, also where something else is wrong: a form shown again cannot hold them."""
    content, is_new = form.content(request.today), desk.draft is None
    if is_new and (form.is_valid() or form.new_files()):
        desk.draft = save_draft(desk.undertaking, content, by=request.user)
    if desk.draft:
        _change_files(desk.draft, form, request)
    if form.is_valid() and not is_new:
        desk.draft = save_draft(desk.undertaking, content, by=request.user, seen=form.cleaned_data["version"])


def _change_files(draft: Report, form: ReportForm, request: OfficerRequest) -> None:
    removed, captioned = form.removed(), form.captioned()
    for file in removed:
        detach_evidence(file)
        form.hide_attached(file)
    for file, words in captioned:
        caption_evidence(file, words)
    for upload in form.new_files():
        _attach(draft, upload, form, request)


def _attach(draft: Report, upload: "UploadedFile[Any]", form: ReportForm, request: OfficerRequest) -> None:
    caption = form.cleaned_data.get("evidence_caption", "")
    try:
        attach_evidence(
            draft,
            upload.read(settings.EVIDENCE_MAX_BYTES + 1),
            name=upload.name or "",
            by=request.user,
            caption=caption,
        )
    except ValidationError as refusal:
        form.add_error("evidence", refusal)


def _kept(desk: Desk, request: OfficerRequest) -> HttpResponse:
    if desk.draft and desk.draft.state == Report.State.SUBMITTED:
        messages.success(request, t("“%(title)s” has been handed in and waits for verification.") % _named(desk))
        return redirect("workbench")
    messages.success(request, t("The draft of “%(title)s” is kept; it has not been handed in yet.") % _named(desk))
    return redirect("report-new", desk.undertaking.pk)


def _named(desk: Desk) -> dict[str, str]:
    return {"title": desk.undertaking.title}


@require_POST
@login_required
def discard(request: OfficerRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(Report.objects.editable_by(request.user), pk=pk)
    discard_draft(draft, seen=number_in(request.POST.get("version", "")))
    messages.success(request, t("The draft has been thrown away."))
    return redirect("workbench")
