"""Signing in and out, the own password, the own language."""

from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import activate
from django.utils.translation import gettext as t
from django.views.decorators.http import require_POST

from newarea.actions.languages import choose_language
from newarea.models import Officer
from newarea.views.signed_in import way_back

R = TypeVar("R", bound=HttpResponseBase)


class SignIn(auth.LoginView):
    """The answer to a wrong name and to a wrong password is the same, and takes the same time."""

    template_name = "newarea/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        officer = form.get_user()
        response = super().form_valid(form)
        return remember_language(response, officer.language)


class Password(auth.PasswordChangeView):
    template_name = "newarea/password.html"
    success_url = reverse_lazy("workbench")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, t("The new password holds from now on. Other devices have been signed out."))
        return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Kept in the browser and, for those who have one, in the account, whose mails come in that language."""
    language = request.POST.get("language", "")
    response = redirect(way_back(request, "/"))
    if language not in dict(settings.LANGUAGES):
        return response
    if isinstance(request.user, Officer):
        choose_language(request.user, language)
    return remember_language(response, language)


def remember_language(response: R, language: str) -> R:
    activate(language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )
    return response
