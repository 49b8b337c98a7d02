"""Figures as a workbook: a statistics unit's own, out with every vintage, in through a preview."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as t
from django.views.decorators.http import require_http_methods, require_safe

from newarea import clock
from newarea.actions.tables.exporting import table_workbook
from newarea.actions.tables.table import Hand
from newarea.forms.importing import Import, download
from newarea.forms.workbooks import WorkbookForm
from newarea.models import Officer, Programme
from newarea.views.programme import programme_for
from newarea.views.signed_in import OfficerRequest, only
from targets.actions.tables import FigureTable
from targets.forms.lines import lines_of


def _programme(request: OfficerRequest, slug: str) -> Programme:
    programme = programme_for(request, slug)
    if not lines_of(programme, request.user):
        raise Http404
    return programme


@require_http_methods(["GET", "HEAD", "POST"])
@only(Officer.Role.REPORTER, Officer.Role.HEAD)
def figures_excel(request: OfficerRequest, slug: str) -> HttpResponse:
    programme = _programme(request, slug)
    if request.method != "POST":
        return render(request, "targets/figures_excel.html", {"form": WorkbookForm(), "work": None})
    form = WorkbookForm(request.POST, request.FILES)
    work = Import(form, [FigureTable()], request.user, request.today, clock.now())
    work.run()
    if work.file:
        return download(work.file, f"figures-{t('refused')}.xlsx")
    if work.told:
        messages.success(request, work.told)
    if work.is_done:
        return redirect("figures", programme.slug)
    context = {"form": form, "work": work if work.preview else None}
    return render(request, "targets/figures_excel.html", context, status=work.status)


@require_safe
@only(Officer.Role.REPORTER, Officer.Role.HEAD)
def figures_export(request: OfficerRequest, slug: str) -> HttpResponse:
    """What was entered and not returned, to be filled further."""
    _programme(request, slug)
    table, hand = FigureTable(), Hand(request.user, request.today, clock.now())
    return download(table_workbook({table: table.rows(request.user)}, hand), f"figures-{request.today:%Y-%m-%d}.xlsx")
