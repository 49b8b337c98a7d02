"""Reporting, deciding and their files. Whoever writes names the version that was seen; see `seen_by`."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError as ModelValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from newarea.actions.evidence import FILES_A_REPORT, attach_evidence
from newarea.actions.reports import (
    ReportContent,
    discard_draft,
    return_report,
    save_draft,
    submit_report,
    verify_report,
)
from newarea.api.deciding import NoteSerializer, decide, decision, written
from newarea.api.endpoint import Endpoint
from newarea.api.once import IDEMPOTENCY_KEY, once
from newarea.api.paging import Pages
from newarea.api.parsers import JSONParser
from newarea.api.reading import ON, day_of, hand_of, in_state, officer_of, reports_known, today_of, with_evidence
from newarea.api.seen import IF_MATCH, SeenSerializer, seen_by
from newarea.api.serializers import ConflictSerializer, EvidenceSerializer, PercentField, ReportSerializer
from newarea.models import Evidence, Officer, Report, Stale, Undertaking

WRITTEN = written(ReportSerializer)
GONE = {204: None, 409: ConflictSerializer, 412: ConflictSerializer}
DECIDABLE = (Report.State.SUBMITTED, Report.State.VERIFIED, Report.State.RETURNED)


class ContentSerializer(serializers.Serializer[ReportContent]):
    """What a reporter may write, and nothing else."""

    speaks_for = serializers.DateField()
    percent = PercentField(required=False, allow_null=True, min_value=0)
    quantity = serializers.DecimalField(14, 2, required=False, allow_null=True, min_value=0)
    summary = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    problems = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    next_step = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    expected_on = serializers.DateField(required=False, allow_null=True)
    decrease_reason = serializers.CharField(required=False, allow_blank=True, max_length=500)
    closes = serializers.BooleanField(required=False)


class NewReportSerializer(ContentSerializer):
    submit = serializers.BooleanField(default=False, help_text="Hand it in at once; else it stays a draft.")
    evidence = serializers.ListField(
        child=serializers.FileField(), required=False, max_length=FILES_A_REPORT, write_only=True
    )


class ChangedReportSerializer(SeenSerializer, ContentSerializer):
    pass


class NewEvidenceSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(write_only=True)
    caption = serializers.CharField(required=False, allow_blank=True, max_length=200)


def attach(report: Report, upload: "UploadedFile[Any]", *, by: Officer, field: str, caption: str = "") -> Evidence:
    """Reads no more than it takes to find a file too large; what is wrong with it is said of `field`."""
    data = upload.read(settings.EVIDENCE_MAX_BYTES + 1)
    try:
        return attach_evidence(report, data, name=upload.name or field, by=by, caption=caption)
    except ModelValidationError as refusal:
        raise ModelValidationError({field: refusal.messages}) from refusal


@transaction.atomic
def hand_in(undertaking: Undertaking, data: dict[str, Any], request: Request) -> Report:
    """Draft, files and submission of one call: all of it, or nothing."""
    by, files, submits = officer_of(request), data.pop("evidence", []), data.pop("submit")
    report = save_draft(undertaking, ReportContent(**data), by=by)
    for upload in files:
        attach(report, upload, by=by, field="evidence")
    if submits:
        submit_report(report, seen=report.version, **hand_of(request))
    return report


@transaction.atomic
def change(report: Report, data: dict[str, Any], request: Request) -> Report:
    """Write what was sent over the rest of the draft."""
    seen = seen_by(request, report, data)
    still_a_draft(report)
    before = {name: getattr(report, name) for name in asdict(ReportContent(report.speaks_for))}
    saved = save_draft(report.undertaking, ReportContent(**before | data), by=officer_of(request), seen=seen)
    if saved.pk != report.pk:  # handed in by somebody else between our look and our write
        raise Stale(Report.objects.get(pk=report.pk))
    return saved


def own_report(officer: Officer, pk: int) -> Report:
    """Of the own unit, which reports on the item."""
    reports = Report.objects.filter(undertaking__in=Undertaking.objects.reportable_by(officer))
    return get_object_or_404(reports.select_related("undertaking"), pk=pk)


def still_a_draft(report: Report) -> Report:
    """One that was handed in has moved on under the caller's hands."""
    if report.state != Report.State.DRAFT:
        raise Stale(report)
    return report


def decidable(officer: Officer, pk: int) -> Report:
    """Waiting, or decided by somebody else meanwhile, which the action then says."""
    if not officer.is_inspector:
        raise Http404
    return get_object_or_404(Report.objects.visible_to(officer).filter(state__in=DECIDABLE), pk=pk)


class ReportView(Endpoint):
    """What the views on reports share: the answer is the report as it stands afterwards, with its version as ETag."""

    queryset = Report.objects.none()
    serializer_class: Any = ReportSerializer
    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser, MultiPartParser, FormParser]

    def known(self, request: Request) -> QuerySet[Report]:
        reports = reports_known(request.user, on=day_of(request), today=today_of(request))
        return with_evidence(reports, request.user)

    def answer(self, request: Request, pk: int, status: int = 200) -> Response:
        return self.one(get_object_or_404(self.known(request), pk=pk), status)


class ReportsQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(Report.State.choices, required=False, help_text="At the end of the day.")
    closes = serializers.BooleanField(required=False, help_text="Those that ask for the close-out, or the others.")


class Reports(ReportView):
    pagination_class = Pages
    query = ReportsQuery

    def get_permissions(self) -> Any:
        return super().get_permissions() if self.request.method == "POST" else []

    @extend_schema(
        operation_id="reports",
        summary="The reports on an undertaking, the newest first",
        description="Verified ones to everybody, submitted and returned ones to staff, drafts to the lead unit.",
        parameters=[ON, ReportsQuery],
        responses=ReportSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        undertaking, asked = get_object_or_404(Undertaking.objects.visible_to(request.user), pk=pk), self.asked()
        rows = self.known(request).filter(undertaking=undertaking.pk)
        if "state" in asked:
            rows = in_state(rows, asked.pop("state"), day_of(request))
        return self.page(rows.filter(**asked))

    @extend_schema(
        operation_id="report_create",
        summary="Report on an undertaking of the own unit",
        description="A draft, or with `submit` handed in at once; files as multipart, in `evidence`, once for each.",
        request=NewReportSerializer,
        responses={201: ReportSerializer, 409: ConflictSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    @once
    def post(self, request: Request, pk: int) -> Response:
        undertaking = get_object_or_404(Undertaking.objects.reportable_by(officer_of(request)), pk=pk)
        report = hand_in(undertaking, self.sent(NewReportSerializer), request)
        return self.answer(request, report.pk, status=201)


class OneReport(ReportView):
    def get_permissions(self) -> Any:
        return [] if self.request.method in ("GET", "HEAD", "OPTIONS") else super().get_permissions()

    @extend_schema(operation_id="report", summary="A report", parameters=[ON])
    def get(self, request: Request, pk: int) -> Response:
        return self.answer(request, pk)

    @extend_schema(
        operation_id="report_change",
        summary="Change a draft of the own unit",
        request=ChangedReportSerializer,
        responses=WRITTEN,
        parameters=[IF_MATCH],
    )
    def patch(self, request: Request, pk: int) -> Response:
        draft = own_report(officer_of(request), pk)
        change(draft, self.sent(ChangedReportSerializer, partial=True), request)
        return self.answer(request, pk)

    @extend_schema(
        operation_id="report_discard",
        summary="Throw a draft of the own unit away, with its files",
        responses=GONE,
        parameters=[IF_MATCH],
    )
    def delete(self, request: Request, pk: int) -> Response:
        draft = own_report(officer_of(request), pk)
        seen = seen_by(request, draft, {})
        discard_draft(still_a_draft(draft), seen=seen)
        return Response(status=204)


class Submission(ReportView):
    @decision(operation_id="report_submit", summary="Hand a draft in", sent=SeenSerializer, told=ReportSerializer)
    def post(self, request: Request, pk: int) -> Response:
        draft = own_report(officer_of(request), pk)
        decide(self, draft, hand_in_draft)
        return self.answer(request, pk)


def hand_in_draft(draft: Report, **hand: Any) -> Report:
    return submit_report(still_a_draft(draft), **hand)


class Decision(ReportView):
    """An inspector's answer to the version that was seen."""

    def decide(self, request: Request, pk: int, action: Callable[..., Report]) -> Response:
        decide(self, decidable(officer_of(request), pk), action, NoteSerializer)
        return self.answer(request, pk)


class Verification(Decision):
    @decision(
        operation_id="report_verify",
        summary="Verify a report, as an inspector",
        sent=NoteSerializer,
        told=ReportSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.decide(request, pk, verify_report)


class Return(Decision):
    @decision(
        operation_id="report_return",
        summary="Send a report back, as an inspector, saying what has to be mended",
        sent=NoteSerializer,
        told=ReportSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.decide(request, pk, return_report)


class ReportEvidence(ReportView):
    serializer_class = EvidenceSerializer
    pagination_class = None
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="report_evidence", summary="The files of a report", responses=EvidenceSerializer(many=True)
    )
    def get(self, request: Request, pk: int) -> Response:
        report = get_object_or_404(self.known(request), pk=pk)
        return Response(self.get_serializer(report.evidence.all(), many=True).data)

    @extend_schema(
        operation_id="report_evidence_attach",
        summary="Attach a file to a draft of the own unit",
        request=NewEvidenceSerializer,
        responses={201: EvidenceSerializer, 409: ConflictSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    @once
    def post(self, request: Request, pk: int) -> Response:
        draft, sent = still_a_draft(own_report(officer_of(request), pk)), self.sent(NewEvidenceSerializer)
        row = attach(draft, sent["file"], by=officer_of(request), field="file", caption=sent.get("caption", ""))
        return Response(self.get_serializer(row).data, status=201)
