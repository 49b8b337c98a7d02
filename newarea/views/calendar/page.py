"""Where everybody makes, copies, replaces and withdraws the addresses of their calendars."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from newarea import clock
from newarea.actions.feeds import open_feed, renew_feed, revoke_feed
from newarea.models import CalendarFeed
from newarea.parts import feeds_of
from newarea.views.calendar.agenda import own_title
from newarea.views.signed_in import OfficerRequest


@dataclass(frozen=True)
class Shown:
    """One feed; without an address where what it was made for is not visible any more."""

    feed: CalendarFeed
    title: str
    url: str = ""
    address: str = ""

    @property
    def made_on(self) -> date:
        return localdate(self.feed.created_at)

    @property
    def subscribe(self) -> str:
        """What calendar programs take as a wish to subscribe."""
        return self.address.replace("https:", "webcals:", 1).replace("http:", "webcal:", 1)


@require_safe
@login_required
@never_cache
def calendar(request: OfficerRequest) -> HttpResponse:
    feeds = list(CalendarFeed.objects.held_by(request.user).order_by("subject", "pk"))
    found = feeds_of([feed.subject for feed in feeds if feed.subject], request.user, request.on)
    own, others = None, []
    for feed in feeds:
        about = found.get(feed.subject)
        if not feed.subject:
            own = Shown(feed, own_title(request.user), address=_address(request, feed))
        elif about:
            others.append(Shown(feed, about.title, about.url, _address(request, feed)))
        else:
            others.append(Shown(feed, t("Not visible to you any more")))
    return render(request, "newarea/calendar.html", {"own": own, "others": others})


def _address(request: OfficerRequest, feed: CalendarFeed) -> str:
    return request.build_absolute_uri(feed.secret_path)


@require_POST
@login_required
def calendar_new(request: OfficerRequest) -> HttpResponse:
    """For the subject the button names; without one, for what this person answers for."""
    subject = request.POST.get("subject", "")
    if subject and subject not in feeds_of([subject], request.user, request.today):
        raise Http404
    feed = open_feed(subject, by=request.user, now=clock.now())
    messages.success(request, t("The address is ready: copy it into your calendar program."))
    return _back_to(feed)


@require_POST
@login_required
def calendar_renew(request: OfficerRequest, pk: int) -> HttpResponse:
    feed = renew_feed(_own_or_404(request, pk), by=request.user, now=clock.now())
    messages.success(
        request, t("This is the new address. The old one has stopped: change it in your calendar program.")
    )
    return _back_to(feed)


@require_POST
@login_required
def calendar_revoke(request: OfficerRequest, pk: int) -> HttpResponse:
    revoke_feed(_own_or_404(request, pk), by=request.user, now=clock.now())
    messages.success(request, t("The address has stopped. Remove the calendar from your program too."))
    return redirect("calendar")


def _own_or_404(request: OfficerRequest, pk: int) -> CalendarFeed:
    return get_object_or_404(CalendarFeed.objects.held_by(request.user), pk=pk)


def _back_to(feed: CalendarFeed) -> HttpResponse:
    return redirect(f"{reverse('calendar')}#feed-{feed.pk}")
