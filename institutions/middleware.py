"""Puts `request.actor` on every request: the user, acting through one current appointment."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from institutions.actors import PUBLIC, Actor, appointments_of, person

SESSION_KEY = "acting_as"


class ActorMiddleware:
    """`request.actor` acts through the post chosen in the session, else the first current one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.appointments = SimpleLazyObject(lambda: _appointments(request))
        request.actor = SimpleLazyObject(lambda: _actor(request))
        return self.get_response(request)


def _appointments(request: HttpRequest) -> list:
    return appointments_of(request.user) if request.user.is_authenticated else []


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return PUBLIC
    chosen = request.session.get(SESSION_KEY)
    for appointment in request.appointments:
        if appointment.pk == chosen:
            return person(appointment)
    if request.appointments:
        return person(request.appointments[0])
    return Actor(kind="person", user=request.user)
