"""A list of the admin as a workbook, out and in."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as t

from newarea import clock
from newarea.actions.tables.exporting import table_workbook
from newarea.actions.tables.table import Hand, Table
from newarea.admin.rights import ModelAdmin, officer
from newarea.forms.importing import Import, download
from newarea.forms.workbooks import WorkbookForm


class ExcelMixin(ModelAdmin):
    """`excel` are the sheets, the list's own noun first; the others hold what belongs to the rows of the list."""

    excel: Sequence[type[Table]] = ()
    change_list_template = "admin/steps_list.html"

    def get_urls(self) -> list[URLPattern]:
        doors = (("excel", self.excel_import), ("excel-empty", self.excel_empty), ("excel-export", self.excel_export))
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"{self._excel_name}_{name}")
            for name, view in doors
        ]
        return [*own, *super().get_urls()]

    @property
    def _excel_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _excel_url(self, name: str) -> str:
        return reverse(f"admin:{self._excel_name}_{name}")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        links = [{"label": t("Export to Excel"), "url": f"{self._excel_url('excel-export')}{query}"}]
        if self._may_import(request):
            links.append({"label": t("Import from Excel"), "url": self._excel_url("excel")})
        answer = super().changelist_view(request, extra_context)
        if isinstance(answer, TemplateResponse) and answer.context_data is not None:
            answer.context_data["steps"] = [*answer.context_data.get("steps", ()), *links]
        return answer

    def _may_import(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def excel_import(self, request: HttpRequest) -> HttpResponse:
        if not self._may_import(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._excel_page(request, WorkbookForm(), None)
        form = WorkbookForm(request.POST, request.FILES)
        work = Import(form, [table() for table in self.excel], officer(request), clock.today(), clock.now())
        work.run()
        if work.file:
            return download(work.file, f"{self._excel_name}-{t('refused')}.xlsx")
        if work.told:
            self.message_user(request, work.told, messages.SUCCESS)
        return (
            HttpResponseRedirect(self._excel_url("changelist"))
            if work.is_done
            else self._excel_page(request, form, work)
        )

    def _excel_page(self, request: HttpRequest, form: WorkbookForm, work: Import | None) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": t("Import from Excel"),
            "form": form,
            "work": work if work and work.preview else None,
            "empty_url": self._excel_url("excel-empty"),
            "export_url": self._excel_url("excel-export"),
        }
        status = work.status if work else 200
        return TemplateResponse(request, "admin/excel.html", context, status=status)

    def excel_empty(self, request: HttpRequest) -> HttpResponse:
        if not self._may_import(request):
            raise PermissionDenied
        tables = {table(): () for table in self.excel}
        return download(table_workbook(tables, self._excel_hand(request)), f"{self._excel_name}-{t('empty')}.xlsx")

    def excel_export(self, request: HttpRequest) -> HttpResponse:
        """The rows of the list as it is filtered and searched, and what belongs to them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except (IncorrectLookupParameters, ValueError):  # PostgreSQL takes no NUL
            return HttpResponseRedirect(self._excel_url("changelist"))
        pks = list(rows.order_by().values_list("pk", flat=True))
        hand = self._excel_hand(request)
        tables = [table() for table in self.excel]
        data = table_workbook({table: self.excel_rows(table, pks, hand) for table in tables}, hand)
        return download(data, f"{self._excel_name}-{clock.today():%Y-%m-%d}.xlsx")

    def excel_rows(self, table: Table, pks: list[Any], hand: Hand) -> Any:
        return table.rows(hand.by).filter(pk__in=pks)

    def _excel_hand(self, request: HttpRequest) -> Hand:
        return Hand(officer(request), clock.today(), clock.now())
