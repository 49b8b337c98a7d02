"""Where everybody makes and withdraws the tokens of the programs that read, or write, in their name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from newarea import clock
from newarea.actions.tokens import make_token, withdraw_token
from newarea.forms.refusals import add_refusal
from newarea.forms.tokens import TokenForm
from newarea.models import ApiToken
from newarea.views.signed_in import OfficerRequest

ENDED = 10  # of those that are over, how many are still shown


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def tokens(request: OfficerRequest) -> HttpResponse:
    """The secret of a new one stands in this one answer and nowhere else."""
    form, secret = TokenForm(request.POST or None), ""
    if form.is_valid():
        try:
            _, secret = make_token(**form.cleaned_data, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
    own = ApiToken.objects.filter(officer=request.user)
    in_use = list(own.in_use(now=clock.now()))
    over = own.exclude(pk__in=[token.pk for token in in_use])[:ENDED]
    context = {"form": TokenForm() if secret else form, "secret": secret, "in_use": in_use, "over": over}
    return render(request, "newarea/tokens.html", context)


@require_POST
@login_required
def token_withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, officer=request.user)
    withdraw_token(token, by=request.user, now=clock.now())
    messages.success(request, t("The token has ended. The program that uses it gets nothing any more."))
    return redirect("tokens")
