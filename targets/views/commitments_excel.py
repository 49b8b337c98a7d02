from django.http import HttpResponse
from django.views.decorators.http import require_safe

from newarea import clock
from newarea.actions.tables.exporting import table_workbook
from newarea.actions.tables.table import Hand
from newarea.forms.importing import download
from newarea.models import Officer
from newarea.views.programme import programme_for
from newarea.views.signed_in import OfficerRequest, only
from targets.actions.tables import CommitmentTable


@require_safe
@only(Officer.Role.INSPECTOR)
def commitments_export(request: OfficerRequest, slug: str) -> HttpResponse:
    """The commitments of a programme as they are planned today."""
    programme, table = programme_for(request, slug), CommitmentTable()
    rows = table.rows(request.user).filter(undertaking__programme=programme.pk)
    data = table_workbook({table: rows}, Hand(request.user, request.today, clock.now()))
    return download(data, f"{programme.slug}-commitments-{request.today:%Y-%m-%d}.xlsx")
