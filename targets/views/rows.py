"""One commitment as a line of a table, whichever page it stands on."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as t

from newarea import formats
from newarea.domain.standing import Light
from newarea.models import Programme, Unit
from newarea.models.bilingual import in_language
from newarea.models.undertaking_on import UndertakingOn
from newarea.wording import why
from targets.domain.goals import WordingError, parse
from targets.models.commitments_on import CommitmentOn
from targets.wording import goal_text


def row_of(found: CommitmentOn, programme: Programme) -> dict[str, Any]:
    """What every line says: place, title, what was promised, unit, how far, light with its override and its reason."""
    row, place = found.row, found.place
    return {
        "pk": found.pk,
        "number": found.number,
        "title": row.title,
        "url": reverse("commitment", args=[programme.slug, row.key]),
        "measure": place.measure,
        "area": place.area,
        "area_number": place.area_number,
        "area_url": reverse("area", args=[programme.slug, place.area_key]),
        "promised": promised(found),
        "hedge": place.hedge_word,
        "is_counted": place.is_counted,
        "is_quantified": bool(place.wording),
        "is_example": row.is_example,
        "unit": row.lead_unit,
        "due_on": row.facts.due_on,
        "original_due_on": row.facts.original_due_on,
        **progress_of(row),
        "standing": found.standing,
        "override": override_of(found.set_by or row),
        "is_unreported": is_unreported(row) or any(is_unreported(task) for task in found.tasks),
        "sentence": sentence_of(found),
        "tasks": len(found.tasks),
        "together": found.together and found.together.verified,
    }


def promised(found: CommitmentOn) -> str:
    """The wording as printed; in English its meaning. A plain commitment is to be done."""
    if not found.place.wording:
        return t("to be done")
    try:
        return goal_text(parse(found.place.wording), found.row.measure)
    except WordingError:
        return found.place.wording


def progress_of(row: UndertakingOn) -> dict[str, Any]:
    done = row.verified_quantity
    return {
        "done": None if done is None or row.quantity is None else formats.quantity(done, row.measure),
        "verified": row.standing.verified,
        "planned": row.standing.planned,
        "gap": row.standing.gap,
        "submitted": row.submitted_percent,
    }


def override_of(row: UndertakingOn) -> Mapping[str, Any] | None:
    if row.override_light is None:
        return None
    return {"light": row.override_light, "reason": row.override_reason}


def is_unreported(row: UndertakingOn) -> bool:
    return row.standing.light is not Light.CLOSED and not row.standing.reported_this_cycle


def sentence_of(found: CommitmentOn) -> str:
    """Why it has its light; a task that set it is named."""
    text = why(found.standing.reason)
    return f"“{found.set_by.title}”{t(': ')}{text}" if found.set_by else text


def supporting_names(pks: Iterable[int]) -> dict[int, str]:
    """The supporting units of each undertaking, in one query."""
    rows = Unit.objects.filter(supported_undertakings__in=list(pks)).order_by("position", "code")
    names: dict[int, list[str]] = {}
    for pk, zh, en in rows.values_list("supported_undertakings", "name_zh", "name_en"):
        names.setdefault(pk, []).append(in_language(zh, en))
    return {pk: t(", ").join(units) for pk, units in names.items()}
