"""Files beside a claim. The bytes are on disk before their row exists, and only a draft's files change."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as t

from newarea.actions.saving import checked_save
from newarea.files.intake import accept
from newarea.files.pictures import make_thumbnail
from newarea.files.store import store
from newarea.models import Evidence, Officer, Report

FILES_A_REPORT = 20


def attach_evidence(report: Report, data: bytes, *, name: str, by: Officer, caption: str = "") -> Evidence:
    """Check, store and attach one file; raises `ValidationError` with a sentence that names the file."""
    accepted = accept(data, name)
    sha256 = store(accepted.data)
    row = Evidence(
        report=report,
        sha256=sha256,
        kind=accepted.kind,
        size=len(accepted.data),
        name=accepted.name,
        caption=caption.strip(),
        taken_at=accepted.taken_at,
        by=by,
    )
    if row.is_image:
        make_thumbnail(accepted.data, sha256, accepted.kind)
    return _attach(row)


@transaction.atomic
def _attach(row: Evidence) -> Evidence:
    _lock_draft(row.report_id)
    if Evidence.objects.filter(report=row.report_id).count() >= FILES_A_REPORT:
        raise ValidationError(t("A report takes at most %(limit)s files.") % {"limit": FILES_A_REPORT})
    return checked_save(row)


@transaction.atomic
def detach_evidence(evidence: Evidence) -> None:
    """Take a file off a draft. Its bytes stay: another report may rest on them."""
    _lock_draft(evidence.report_id)
    Evidence.objects.filter(pk=evidence.pk).delete()


@transaction.atomic
def caption_evidence(evidence: Evidence, caption: str) -> Evidence:
    _lock_draft(evidence.report_id)
    evidence.caption = caption.strip()
    return checked_save(evidence)


def carry_over(returned: Report, revision: Report) -> int:
    """What was attached to a returned report is attached to its revision too; returns how many files."""
    rows = list(returned.evidence.all())
    for row in rows:
        row.pk, row.report, row._state.adding = None, revision, True
    return len(Evidence.objects.bulk_create(rows))


def _lock_draft(pk: int) -> None:
    """Files change with the draft only, also when it is handed in at this very moment."""
    if not Report.objects.select_for_update().filter(pk=pk, state=Report.State.DRAFT).first():
        raise ValidationError(t("This report has been handed in; its files do not change any more."))
