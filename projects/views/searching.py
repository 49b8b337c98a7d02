from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as t

from newarea.models import Reader, Terms, Undertaking
from newarea.models.search import having_all
from newarea.parts import Found, Hit
from projects.models import Milestone, Project

UNIT = ("lead_unit__name_zh", "lead_unit__name_en")
OF_A_PROJECT = ("name_zh", "name_en", "short_zh", "short_en", "summary_zh", "summary_en", "place_zh", "place_en", *UNIT)
OF_A_MILESTONE = (
    "undertaking__title_zh", "undertaking__title_en", *(f"undertaking__{column}" for column in UNIT),
)  # fmt: skip


def found_projects(words: Sequence[str], reader: Reader, on: date) -> Sequence[Found]:
    visible = Undertaking.objects.visible_to(reader)
    known = Terms.objects.filter(undertaking=OuterRef("pk"), known_on__lte=on)
    milestones = Milestone.objects.filter(Exists(known), undertaking__in=visible)
    projects = Project.objects.visible_to(reader)
    return [
        Found(
            "projects",
            t("Livelihood projects"),
            having_all(projects, words, OF_A_PROJECT).select_related("programme", "lead_unit").order_by(*NEWEST),
            lambda rows: [_project(row) for row in rows],
        ),
        Found(
            "milestones",
            t("Milestones"),
            having_all(milestones, words, OF_A_MILESTONE)
            .select_related("project__programme", "undertaking__lead_unit")
            .order_by("-project__programme__year", "project__number", "position", "pk"),
            lambda rows: [_milestone(row) for row in rows],
        ),
    ]


NEWEST = ("-programme__year", "number", "pk")


def _project(row: Project) -> Hit:
    unit = row.lead_unit.name if row.lead_unit else ""
    texts = [row.summary, row.place, unit, row.name_zh, row.name_en]
    return Hit(row.name, row.get_absolute_url(), row.programme.title, texts)


def _milestone(row: Milestone) -> Hit:
    project, undertaking = row.project, row.undertaking
    unit = undertaking.lead_unit.name if undertaking.lead_unit else ""
    return Hit(
        title=undertaking.title,
        url=f"{project.get_absolute_url()}#m{row.pk}",
        belongs_to=t("Project %(number)s: %(name)s") % {"number": project.number, "name": project.short_name},
        texts=[unit, undertaking.title_zh, undertaking.title_en],
        undertaking=undertaking.pk,
        is_example=undertaking.is_example,
    )
