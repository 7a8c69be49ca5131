"""One-click entry as an invented officer. It exists in a demonstration only and never hands out administration."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from institutions import clock
from institutions.actors import Actor, person
from institutions.middleware import SESSION_KEY
from institutions.models import Appointment


@dataclass(frozen=True)
class Role:
    """A post one may enter as: its body's code, its role (and seat), and what one can try there."""

    key: str
    body: str
    role: str
    label: str | Promise
    hint: str | Promise
    seat: str = ""


MEMBER_SECRETARY = "member-secretary"
ROLES = {
    role.key: role
    for role in (
        Role(
            MEMBER_SECRETARY, "DEPC-ML-RIBHOI", "convener", _("Member Secretary, Ri Bhoi"),
            _("General Manager of the DIC: logs, describes, raises, confirms."),
        ),
        Role(
            "collector", "DEPC-ML-RIBHOI", "chair", _("Collector, Ri Bhoi"),
            _("Chairs the district committee: sees all of it and decides."),
        ),
        Role(
            "member", "DEPC-ML-RIBHOI", "member", _("Lead Bank Manager, Ri Bhoi"),
            _("A seat of the committee: notices, agenda, minutes, circulations and action points."), "lead-bank",
        ),
        Role(
            "sepc", "SEPC-ML", "convener", _("State Export Commissioner, Meghalaya"),
            _("Forwards to Central agencies, refers, pauses a clock."),
        ),
        Role(
            "agency", "APEDA", "nodal_officer", _("Nodal Officer, APEDA"),
            _("One queue: acknowledge, commit to a date, ask, transfer, decline."),
        ),
        Role(
            "dgft", "DGFT", "nodal_officer", _("DGFT headquarters"),
            _("The whole register, what is overdue where, who answers."),
        ),
    )
}  # fmt: skip


def only_in_demo() -> None:
    """Outside a demonstration these addresses do not exist."""
    if not settings.DEMO:
        raise Http404


def appointment_of(key: str) -> Appointment:
    """The invented officer of a role; whoever is staff, or not marked as invented, cannot be entered (404)."""
    only_in_demo()
    role = ROLES.get(key)
    rows = Appointment.objects.holders(clock.today()).with_place().filter(user__is_demo=True, user__is_active=True)
    rows = rows.filter(user__is_staff=False, user__is_superuser=False, user__email__endswith=".invalid")
    found = rows.filter(post__body__code=role.body, post__role=role.role) if role else rows.none()
    found = (found.filter(post__seat=role.seat) if role and role.seat else found).first()
    if not found:
        raise Http404
    return found


def enter(request: HttpRequest, key: str) -> Actor:
    """Log the visitor in as the officer of a role, acting through that post."""
    appointment = appointment_of(key)
    login(request, appointment.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SESSION_KEY] = appointment.pk
    return person(appointment)
