"""Changing the post one acts as."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from institutions.middleware import SESSION_KEY


@login_required
@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Act through another of one's own current appointments, and go on where one was."""
    wanted = request.POST.get("appointment", "")
    if wanted not in {str(appointment.pk) for appointment in request.appointments}:
        raise Http404
    request.session[SESSION_KEY] = int(wanted)
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target if safe else "/")
