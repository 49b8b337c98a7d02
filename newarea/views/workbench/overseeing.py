"""The workbenches of those who watch (leaders, delegates) and of those who keep the site in order (administrators)."""

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as t

from newarea.actions.programmes import plan_faults
from newarea.context import current_programme, request_reference
from newarea.domain.standing import SEVERITY, Light
from newarea.models import Programme, Unit
from newarea.models.duties import open_on
from newarea.models.undertaking_on import UndertakingOn, undertakings_on
from newarea.parts import pages_of, parts
from newarea.views.signed_in import OfficerRequest
from newarea.wording import why

A_PAGE = 25
RECENT = 20
ATTENTION = (Light.YELLOW, Light.RED)


def watching(request: OfficerRequest) -> dict[str, Any]:
    changes = [c for part in parts().values() for c in part.changes_followed_by(request.user, request.on)]
    page = Paginator(_in_trouble(request), A_PAGE).get_page(request.GET.get("page"))
    pages = pages_of([row.pk for row in page])
    return {
        "changes": sorted(changes, key=lambda change: change.on, reverse=True)[:RECENT],
        "attention": [
            {
                "row": row,
                "standing": row.standing,
                "sentence": why(row.standing.reason),
                "page": pages.get(row.pk),
                "url": reverse("undertaking", args=[row.pk]),
                "override": {"light": row.override_light} if row.override_light else None,
            }
            for row in page
        ],
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "in_charge": _in_charge(request),
    }


def _in_trouble(request: OfficerRequest) -> list[UndertakingOn]:
    """Red before yellow, the first due first. A leader in charge of units sees theirs, everybody else all."""
    reference = request_reference(request)
    programme = current_programme(request, reference.programmes_for(request.user))
    rows = undertakings_on(open_on(request.on).filter(programme=programme), request.on, reference)
    units = {unit.pk for unit in _in_charge(request)}
    found = [row for row in rows if row.standing.light in ATTENTION and (not units or row.lead_unit_id in units)]
    return sorted(
        found, key=lambda row: (-SEVERITY[row.standing.light], row.facts.due_on is None, row.facts.due_on, row.key)
    )


def _in_charge(request: OfficerRequest) -> list[Unit]:
    if not hasattr(request, "_in_charge"):
        request._in_charge = list(Unit.objects.filter(leader_in_charge=request.user))  # type: ignore[attr-defined]
    found: list[Unit] = request._in_charge  # type: ignore[attr-defined]
    return found


def administering(request: OfficerRequest) -> dict[str, Any]:
    programmes = [p for p in request_reference(request).programmes if p.state != Programme.State.CLOSED]
    return {
        "doors": [(label, reverse(name)) for label, name in _doors()],
        "plans": [{"programme": programme, "faults": plan_faults(programme)} for programme in programmes],
    }


def _doors() -> list[tuple[str, str]]:
    return [
        (t("Officers"), "admin:newarea_officer_changelist"),
        (t("Units"), "admin:newarea_unit_changelist"),
        (t("Programmes"), "admin:newarea_programme_changelist"),
        (t("Undertakings"), "admin:newarea_undertaking_changelist"),
        (t("Working calendar"), "admin:newarea_workday_changelist"),
        (t("Thresholds"), "admin:newarea_standingrules_changelist"),
        (t("Policies for kinds of duty"), "admin:newarea_dutypolicy_changelist"),
        (t("Sending and supervision"), "admin:newarea_sendingpolicy_changelist"),
        (t("Group chats"), "admin:newarea_groupchat_changelist"),
        (t("Mails and reminders"), "mails"),
        (t("Health of the site"), "health"),
        (t("Hand over a post"), "hand-over"),
    ]
