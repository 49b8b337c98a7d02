"""Ways from a row's page to the lists of what hangs on it, and how lists print what must not be broken."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from newarea.admin.rights import ModelAdmin

Link = dict[str, str | Promise]


def link(label: str | Promise, model: type[models.Model], page: str = "changelist", /, **narrowed: Any) -> Link:
    """To the list or the empty form of a model, narrowed down or filled in."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
    return {"label": label, "url": f"{url}?{urlencode(narrowed)}"}


def in_one_line(text: str) -> SafeString:
    return format_html('<span class="nowrap">{}</span>', text)


class LinksMixin(ModelAdmin):
    def links(self, row: Any) -> Sequence[Link]:
        raise NotImplementedError

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if row := context.get("original"):
            context["steps"] = self.links(row)
        return super().render_change_form(request, context, *args, **kwargs)
