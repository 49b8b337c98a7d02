"""Items that people have worked on since the last loading: the file's later facts leave them alone."""

from collections import Counter
from collections.abc import Iterator

from newarea.actions.loading.ledger import Ledger
from newarea.actions.loading.shapes import SECTION
from newarea.models import Extension, Programme, Report


def worked_on(programme: Programme, ledger: Ledger) -> frozenset[str]:
    """Keys of the undertakings whose reports or extensions are not, or not only, those that were loaded."""
    reported, extended = _reported(programme, ledger), _extended(programme, ledger)
    return frozenset([*reported, *extended, *_reopened(programme, ledger)])


def _reported(programme: Programme, ledger: Ledger) -> Iterator[str]:
    rows = Report.objects.filter(undertaking__programme=programme, is_restored=False)
    for of, key, state, version in rows.values_list("undertaking__key", "key", "state", "version"):
        is_edited = state == Report.State.DRAFT and version > 1
        if not key or state != _report_told(key, ledger) or is_edited:
            yield of


def _report_told(key: str, ledger: Ledger) -> str:
    """The state in which loading left the report."""
    for name in ("verified", "returned"):
        if ledger.said(SECTION, f"{key}/{name}") is not None:
            return name
    return "draft" if ledger.said(SECTION, key) is None else "submitted"


def _extended(programme: Programme, ledger: Ledger) -> Iterator[str]:
    rows = Extension.objects.filter(undertaking__programme=programme)
    for of, key, state in rows.values_list("undertaking__key", "key", "state"):
        told = state if ledger.said(SECTION, f"{key}/{state}") is not None else "submitted"
        if not key or state != told:
            yield of


def _reopened(programme: Programme, ledger: Ledger) -> Iterator[str]:
    rows = Report.objects.filter(undertaking__programme=programme, reopened_on__isnull=False)
    done = Counter(rows.values_list("undertaking__key", flat=True))
    told = Counter(row.said.get("of") for row in ledger.rows.values() if row.said.get("verb") == "reopen")
    yield from done - told
