"""Group chats. What a stranger would need to write there is typed in once and never shown again."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as t
from django.utils.translation import gettext_lazy as _

from newarea import clock
from newarea.actions.group_chats import open_chat, revise_chat, try_chat
from newarea.admin.base import AnsweredAdmin, Hand
from newarea.admin.forms import SeenForm, telling
from newarea.admin.rights import officer
from newarea.admin.steps import Step, StepForm, StepsMixin
from newarea.channels.groups import explained
from newarea.models import GroupChat, Stale

KEYS = ("url", "secret")
HIDDEN = "••••••"


class GroupChatForm(SeenForm):
    reason = None  # type: ignore[assignment]
    without_secret = forms.BooleanField(
        label=_("without a secret from now on"), required=False, help_text=_("Takes away the one that is kept.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in KEYS:
            field = self.fields[name]
            field.widget = AdminTextInputWidget({"autocomplete": "off", "spellcheck": "false"})
            field.show_hidden_initial = False
        if self.instance.pk is not None:
            self._keep()

    def _keep(self) -> None:
        """An empty field keeps what there is."""
        self.initial.update(dict.fromkeys(KEYS, ""))
        self.fields["url"].required = False
        kept = t("%(kept)s is kept and not shown again. Leave this empty to keep it.")
        self.fields["url"].help_text = kept % {"kept": place_of(self.instance)}
        if self.instance.secret:
            self.fields["secret"].help_text = kept % {"kept": HIDDEN}

    def changes(self) -> dict[str, Any]:
        taken_away = {"secret": ""} if self.cleaned_data.get("without_secret") else {}
        return super().changes() | taken_away


class TrialForm(StepForm):
    def explanation(self) -> str:
        return t(
            "Sends a message to the group that says it is a test, and shows what the service answers. Whoever sends it "
            "is mentioned, where the service knows people by their phone."
        )

    def perform(self, hand: Hand) -> str:
        return try_chat(self.subject, by=hand.by, now=clock.now())


def place_of(chat: GroupChat) -> str:
    """The address without what would open it."""
    parts = urlsplit(chat.url)
    return f"{parts.scheme}://{parts.netloc}/{HIDDEN}"


@admin.register(GroupChat)
class GroupChatAdmin(StepsMixin, AnsweredAdmin):
    form = GroupChatForm
    change_form_template = "admin/seen_form.html"
    list_display = ("unit", "service", "state", "server", "is_active")
    list_filter = ("service", "is_active", ("failing_since", admin.EmptyFieldListFilter))
    list_select_related = ("unit",)
    search_fields = ("unit__name_zh", "unit__name_en")
    autocomplete_fields = ("unit",)
    readonly_fields = ("state",)
    steps = (Step("test", _("Send a test message"), TrialForm),)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        keys = (*KEYS, "without_secret") if obj and obj.secret else KEYS
        robot = {
            "fields": keys,
            "description": _("Both are shown by the service when the robot is added to the group. Tell nobody."),
        }
        own = ("unit", "service", "is_active", *(["state"] if obj else []))
        return ((None, {"fields": own}), (_("Robot"), robot))

    @admin.display(description=_("server"))
    def server(self, chat: GroupChat) -> str:
        return urlsplit(chat.url).netloc

    @admin.display(description=_("state"), ordering="failing_since")
    def state(self, chat: GroupChat) -> str:
        if chat.failing_since:
            words = t("takes nothing since %(time)s: %(answer)s")
            return words % {"time": _minute(chat.failing_since), "answer": explained(chat, chat.last_reply)}
        if chat.last_sent_at:
            return t("works, last message on %(time)s") % {"time": _minute(chat.last_sent_at)}
        return t("nothing was sent yet")

    def save_model(self, request: HttpRequest, obj: GroupChat, form: Any, change: bool) -> None:
        if not change:
            open_chat(obj)
        elif form.has_changed():
            row = GroupChat.objects.get(pk=obj.pk)
            with telling(form):
                self._revise(row, form, request)

    def _revise(self, row: GroupChat, form: GroupChatForm, request: HttpRequest) -> None:
        """Whoever was overtaken compares two versions, but not the keys."""
        try:
            revise_chat(row, seen=form.cleaned_data["version"], by=officer(request), **form.changes())
        except Stale as stale:
            for name in KEYS:
                setattr(stale.current, name, HIDDEN)
            raise


def _minute(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
