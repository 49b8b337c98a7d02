from django.http import HttpResponse
from django.views.decorators.http import require_safe

from newarea import clock
from newarea.actions.tables.exporting import table_workbook
from newarea.actions.tables.table import Hand
from newarea.forms.importing import download
from newarea.models import Officer
from newarea.views.programme import programme_for
from newarea.views.signed_in import OfficerRequest, only
from projects.actions.tables import MilestoneTable, ProjectTable


@require_safe
@only(Officer.Role.INSPECTOR)
def projects_export(request: OfficerRequest, slug: str) -> HttpResponse:
    """The projects of a programme as they are planned today, with their milestones."""
    programme = programme_for(request, slug)
    projects, milestones = ProjectTable(), MilestoneTable()
    tables = {
        projects: projects.rows(request.user).filter(programme=programme.pk),
        milestones: milestones.rows(request.user).filter(project__programme=programme.pk),
    }
    data = table_workbook(tables, Hand(request.user, request.today, clock.now()))
    return download(data, f"{programme.slug}-projects-{request.today:%Y-%m-%d}.xlsx")
