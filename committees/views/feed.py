"""A personal feed: read without a login by calendar programs, made and ended by its person."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from committees.feeds import actions
from committees.views.calendar import page

FRESH_FOR = 15 * 60  # seconds


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Titles and times of a person's meetings. The secret is the only key; being asked often writes nothing."""
    found = actions.find_feed(secret)
    if found is None:
        raise Http404
    content = actions.written_out(found)
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="meetings.ics"'
    answer["Cache-Control"] = f"private, max-age={FRESH_FOR}"
    answer["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=answer)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@login_required
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    """A new address; this answer is the only page that shows it. Whoever comes back to it finds the calendar."""
    if request.method != "POST":
        return redirect(f"{reverse('meetings-calendar')}?{request.GET.urlencode()}")
    _feed, secret = actions.make_feed(by=request.actor)
    return page(request, address=settings.SITE_URL + reverse("calendar-feed", args=[secret]), status=201)


@login_required
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """End the address; whoever asks it from now on finds nothing."""
    if actions.revoke_feed(by=request.actor):
        messages.success(request, _("Your calendar address no longer works."))
    return redirect(f"{reverse('meetings-calendar')}#own")
