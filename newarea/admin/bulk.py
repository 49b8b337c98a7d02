"""Bulk actions: choose rows, say what is to happen, look at what it comes to, confirm exactly that.

The preview is the action itself, rolled back: what it refuses is refused by the same rules, in the same words.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core import signing
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from newarea import clock
from newarea.admin.base import REFUSALS, Hand
from newarea.admin.forms import as_validation_error
from newarea.admin.rights import ModelAdmin, officer
from newarea.models import Officer, Stale

MOST_ROWS = 200
SALT, VALID_FOR = "newarea.admin.bulk", 3600
NAMED = 20


class BulkForm(forms.Form):
    """What a bulk action asks for; one form serves all the rows."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=500,
        widget=AdminTextInputWidget,
        help_text=_("Stands in the history of each row."),
    )

    def explanation(self) -> str:
        return ""

    def narrow(self, by: Officer) -> None:
        """Offer only what this editor may choose."""

    def subject(self, row: Any) -> Any:
        """The row that is written, where the list shows another."""
        return row

    def mark(self, subject: Any) -> str:
        """Differs as soon as somebody else has changed the row."""
        return str(subject.version)

    def told(self, subject: Any) -> str:
        """What the action is about to change, as it is in the row."""
        raise NotImplementedError

    def write(self, subject: Any, hand: Hand) -> None:
        """Call the action; it says no with a `ValidationError`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Bulk:
    """`name` is its place in the address. `is_open` says to whom it is offered."""

    name: str
    label: str | Promise
    form: type[BulkForm]
    is_open: Callable[[Officer], bool] = lambda by: by.is_administrator


class Line(NamedTuple):
    """Of the preview; with a `refusal` the row stays as it is."""

    row: Any
    mark: str
    before: str
    after: str = ""
    refusal: str = ""


class Outcome(NamedTuple):
    done: list[Any]
    moved: list[str]
    refused: list[str]


def rehearse(form: BulkForm, rows: Iterable[Any], hand: Hand) -> list[Line]:
    """Everything is done, looked at and undone."""
    with transaction.atomic():
        lines = [_rehearsed(form, row, hand) for row in rows]
        transaction.set_rollback(True)
    return lines


def _rehearsed(form: BulkForm, row: Any, hand: Hand) -> Line:
    subject = form.subject(row)
    line = Line(row, form.mark(subject), form.told(subject))
    try:
        with transaction.atomic():
            form.write(subject, hand)
    except REFUSALS as refusal:
        return line._replace(refusal=_words(row, refusal))
    except Stale:
        return line._replace(refusal=t("Somebody else has changed it just now."))
    after = form.told(subject._meta.default_manager.get(pk=subject.pk))
    return line._replace(after=after, refusal="" if after != line.before else t("Nothing would change."))


def perform(form: BulkForm, rows: Iterable[Any], marks: dict[int, str], hand: Hand) -> Outcome:
    """Each row by itself, and only as it was previewed."""
    outcome = Outcome([], [], [])
    for row in rows:
        try:
            with transaction.atomic():
                _write_as_seen(form, row, marks[row.pk], hand)
            outcome.done.append(row)
        except Stale:
            outcome.moved.append(str(row))
        except REFUSALS as refusal:
            outcome.refused.append(f"{row}: {_words(row, refusal)}")
    return outcome


def _write_as_seen(form: BulkForm, row: Any, mark: str, hand: Hand) -> None:
    subject = form.subject(row)
    if form.mark(subject) != mark:
        raise Stale(subject)
    form.write(subject, hand)


def _words(row: Any, refusal: Any) -> str:
    return " ".join(as_validation_error(type(row), refusal).messages)


class BulkMixin(ModelAdmin):
    """`bulks` stand among the list's actions, also of a ledger."""

    bulks: Sequence[Bulk] = ()

    def get_urls(self) -> list[URLPattern]:
        return [*map(self._bulk_url, self.bulks), *super().get_urls()]

    def _bulk_url(self, bulk: Bulk) -> URLPattern:
        view = self.admin_site.admin_view(partial(self.bulk_view, bulk=bulk))
        return path(f"bulk/{bulk.name}/", view, name=self._bulk_name(bulk))

    def _bulk_name(self, bulk: Bulk) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_bulk_{bulk.name}"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = super().get_actions(request)
        if IS_POPUP_VAR not in request.GET:
            for bulk in self.bulks:
                if bulk.is_open(officer(request)):
                    found[bulk.name] = (_chosen(bulk), bulk.name, str(bulk.label))
        return found

    def bulk_view(self, request: HttpRequest, *, bulk: Bulk) -> HttpResponse:
        if not (bulk.is_open(officer(request)) and self.has_view_permission(request)):
            raise Http404
        if request.method != "POST":
            return HttpResponseRedirect(self._list())
        if "plan" in request.POST:
            return self._confirmed(request, bulk)
        keys = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) <= 18]
        rows = self.bulk_rows(request, keys[:MOST_ROWS])
        if keys and not rows and officer(request).is_editor_of_unit:
            raise Http404
        form = self._form(request, bulk, request.POST)
        if not rows or not form.is_valid():
            return self.bulk_page(request, bulk, rows, form)
        lines = rehearse(form, rows, self._hand(request, form))
        return self.bulk_page(request, bulk, rows, form, lines)

    def bulk_rows(self, request: HttpRequest, keys: Sequence[int]) -> list[Any]:
        """Of those asked for the ones that this editor may see, in the order they were asked for."""
        found = {row.pk: row for row in self.get_queryset(request).filter(pk__in=keys)}
        return [found[key] for key in dict.fromkeys(keys) if key in found]

    def bulk_page(
        self, request: HttpRequest, bulk: Bulk, rows: Sequence[Any], form: BulkForm, lines: Sequence[Line] = ()
    ) -> HttpResponse:
        ready = [line for line in lines if not line.refusal]
        told = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": bulk.label,
            "action": reverse(f"admin:{self._bulk_name(bulk)}"),
            "back": self._list(),
            "rows": rows,
            "form": form,
            "lines": lines,
            "ready": ready,
            "refused": [line for line in lines if line.refusal],
            "plan": self._signed(request, bulk, form, ready) if ready else "",
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/bulk.html", told)

    def _signed(self, request: HttpRequest, bulk: Bulk, form: BulkForm, ready: Sequence[Line]) -> str:
        """What was previewed, so that nothing else can be confirmed."""
        typed = {name: form.data.get(name, "") for name in form.fields}
        rows = [[line.row.pk, line.mark] for line in ready]
        return signing.dumps([*self._whose(request, bulk), typed, rows], salt=SALT, compress=True)

    def _whose(self, request: HttpRequest, bulk: Bulk) -> list[Any]:
        return [officer(request).pk, self._bulk_name(bulk)]

    def _confirmed(self, request: HttpRequest, bulk: Bulk) -> HttpResponse:
        try:
            *whose, typed, rows = signing.loads(request.POST["plan"], salt=SALT, max_age=VALID_FOR)
        except (signing.BadSignature, ValueError):
            whose, typed, rows = [], {}, []
        form = self._form(request, bulk, typed)
        if whose != self._whose(request, bulk) or not form.is_valid():
            text = t("This preview does not hold any more; nothing was changed. Choose the rows again.")
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(self._list())
        marks = dict(rows)
        found = self.bulk_rows(request, list(marks))
        outcome = perform(form, found, marks, self._hand(request, form))
        self._tell(request, bulk, outcome, gone=len(marks) - len(found))
        return HttpResponseRedirect(self._list())

    def _tell(self, request: HttpRequest, bulk: Bulk, outcome: Outcome, *, gone: int) -> None:
        for row in outcome.done:
            self.log_change(request, row, str(bulk.label))
        count = len(outcome.done)
        text = ngettext("%(what)s: %(count)d row changed.", "%(what)s: %(count)d rows changed.", count)
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, text % {"what": bulk.label, "count": count}, level)
        if outcome.moved or gone:
            text = t("Left as they are, since somebody changed them after the preview: %(rows)s")
            self.message_user(request, text % {"rows": _named(outcome.moved, gone)}, messages.WARNING)
        if outcome.refused:
            text = t("Refused: %(rows)s")
            self.message_user(request, text % {"rows": _named(outcome.refused)}, messages.ERROR)

    def _hand(self, request: HttpRequest, form: BulkForm) -> Hand:
        return Hand(officer(request), clock.today(), form.cleaned_data.get("reason", "").strip())

    def _form(self, request: HttpRequest, bulk: Bulk, *typed: Any) -> BulkForm:
        form = bulk.form(*typed)
        form.narrow(officer(request))
        return form

    def _list(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


def _named(names: Sequence[str], gone: int = 0) -> str:
    """The first of them by name, the others counted."""
    shown = [Truncator(name).chars(120) for name in names[:NAMED]]
    if more := len(names) - len(shown):
        shown.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    if gone:
        shown.append(ngettext("%(count)d deleted", "%(count)d deleted", gone) % {"count": gone})
    return t("; ").join(shown)


def _chosen(bulk: Bulk) -> Callable[..., HttpResponse | None]:
    """The list's action: the bulk's page for the rows that were chosen."""

    def action(admin: BulkMixin, request: HttpRequest, rows: models.QuerySet[Any]) -> HttpResponse | None:
        chosen = list(rows[: MOST_ROWS + 1])
        if len(chosen) > MOST_ROWS:
            text = t("Choose at most %(count)d rows at a time.") % {"count": MOST_ROWS}
            admin.message_user(request, text, messages.WARNING)
            return None
        return admin.bulk_page(request, bulk, chosen, admin._form(request, bulk))

    return action
