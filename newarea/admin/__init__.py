"""The editor's pages of the base, one noun a file."""

from django.contrib import admin
from django.contrib.auth.models import Group

from newarea.admin import (
    alert,
    digest,
    evidence,
    extension,
    group_chat,
    light_override,
    loaded,
    month_end,
    officer,
    policy,
    programme,
    reminder,
    report,
    rules,
    sign_ins,
    supervision,
    terms,
    token,
    undertaking,
    unit,
    workday,
)

__all__ = [
    "alert",
    "digest",
    "evidence",
    "extension",
    "group_chat",
    "light_override",
    "loaded",
    "month_end",
    "officer",
    "policy",
    "programme",
    "reminder",
    "report",
    "rules",
    "sign_ins",
    "supervision",
    "terms",
    "token",
    "undertaking",
    "unit",
    "workday",
]

if admin.site.is_registered(Group):
    admin.site.unregister(Group)  # rights follow from the role (newarea.backends)
