"""Verbs on personal feeds, and what a feed shows."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import vDuration

from accounts.models import User
from committees.meetings import ics
from committees.models import CalendarFeed, Meeting
from institutions import clock
from institutions.actors import Actor
from institutions.models import Appointment

LOOKS_BACK = timedelta(days=60)
ASK_AGAIN = timedelta(hours=1)  # how often a calendar program may come back


@transaction.atomic
def make_feed(*, by: Actor) -> tuple[CalendarFeed, str]:
    """A new address for the person acting, and its secret: the only time it can be read. The former one ends."""
    user = _person(by)
    User.objects.select_for_update().get(pk=user.pk)  # two requests at once make two addresses, one after the other
    revoke_feed(by=by)
    secret, secret_hash = CalendarFeed.mint()
    return CalendarFeed.objects.create(user=user, secret_hash=secret_hash, created_at=clock.now()), secret


def revoke_feed(*, by: Actor) -> int:
    """End the person's address at once; how many ended (doing it twice is harmless)."""
    return CalendarFeed.objects.filter(user=_person(by), revoked_at=None).update(revoked_at=clock.now())


def feed_of(user: User) -> CalendarFeed | None:
    """The address that works now, if any."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()


def find_feed(secret: str) -> CalendarFeed | None:
    """The feed behind a secret: none for a wrong or revoked one, or when its person may not log in any more."""
    feeds = CalendarFeed.objects.filter(revoked_at=None, user__is_active=True).select_related("user")
    return feeds.filter(secret_hash=CalendarFeed.hash_of(secret)).first()


def meetings_of(user: User) -> list[Meeting]:
    """The meetings of every committee in which a person holds a post today, as holder or substitute."""
    held = Appointment.objects.current(clock.today()).filter(user=user, post__retired_on=None)
    rows = Meeting.objects.filter(body__in=held.values("post__body"), starts_at__gte=clock.now() - LOOKS_BACK)
    return list(rows.select_related("case", "body").order_by("starts_at", "pk"))


def written_out(feed: CalendarFeed) -> bytes:
    """The feed as a calendar file in its person's language: titles and times, nothing a stranger could use."""
    with override(feed.user.language):
        entries = [ics.entry(meeting, title=ics.title_of(meeting)) for meeting in meetings_of(feed.user)]
        found = ics.calendar(entries, name=_("Meetings (DEH portal)"))
    found.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", vDuration(ASK_AGAIN).to_ical().decode())
    return found.to_ical()


def _person(by: Actor) -> User:
    if by.kind != "person" or by.user is None:
        raise PermissionDenied(_("Only somebody who is logged in has a calendar of their own."))
    return by.user
