"""Ends sessions that were idle too long or are too old, and asks some people for a second factor."""

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

STARTED, SEEN = "session_started", "session_seen"  # seconds since 1970: a wall clock, no working time
NOTED_EVERY = 60  # seconds; a page view writes the session at most this often

Answer = Callable[[HttpRequest], HttpResponse]


class SessionLifetimeMiddleware:
    """A login lasts SESSION_IDLE_MINUTES without a request, and SESSION_HOURS at most."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get("_auth_user_id"):
            self._judge(request, now=time.time())
        return self.get_response(request)

    def _judge(self, request: HttpRequest, *, now: float) -> None:
        started = request.session.setdefault(STARTED, now)
        seen = request.session.get(SEEN, started)
        if now - started > settings.SESSION_HOURS * 3600 or now - seen > settings.SESSION_IDLE_MINUTES * 60:
            logout(request)
            messages.info(request, _("You were logged out to keep your account safe. Log in to go on."))
        elif now - seen >= NOTED_EVERY or SEEN not in request.session:
            request.session[SEEN] = now
            if request.user.is_authenticated:
                UserSession.objects.create_from_request(request)


class SecondFactorMiddleware:
    """Sends people of the posts named in MFA_REQUIRED_FOR_KINDS to set up a second factor before anything else.

    Which posts somebody holds is known above this layer: SECOND_FACTOR_RULE names the callable that tells.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.must_have = import_string(settings.SECOND_FACTOR_RULE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MFA_REQUIRED_FOR_KINDS and self._is_missing(request):
            return self._ask(request)
        return self.get_response(request)

    def _is_missing(self, request: HttpRequest) -> bool:
        if request.path.startswith(settings.SECOND_FACTOR_EXEMPT) or not request.user.is_authenticated:
            return False
        return self.must_have(request) and not is_mfa_enabled(request.user)

    def _ask(self, request: HttpRequest) -> HttpResponse:
        sentence = _("Your post needs a second step at login. Set it up here once; it takes two minutes.")
        if request.path.startswith("/api/"):
            problem = {"type": "about:blank", "title": _("Forbidden"), "status": 403, "detail": sentence}
            return JsonResponse(problem, status=403, content_type="application/problem+json")
        messages.warning(request, sentence)
        return redirect("mfa_activate_totp")
