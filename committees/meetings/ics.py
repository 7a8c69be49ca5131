"""Meetings as calendar entries (RFC 5545, 5546): the invitation that goes with a notice, and the parts of a feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

from committees.models import Meeting, MeetingStatus, Mode
from institutions import clock
from notices.briefs import address_of

PRODUCT = "-//DEH portal//Meetings//EN"
ZONE = "Asia/Kolkata"
OFFSET = timedelta(hours=5, minutes=30)
LONGEST_AGENDA = 40
STATUSES = {MeetingStatus.PLANNED: "TENTATIVE", MeetingStatus.CANCELLED: "CANCELLED"}  # any other: CONFIRMED


def invitation(meeting: Meeting, attendee_address: str | None = None) -> bytes:
    """The meeting for a member's calendar, or its cancellation: one entry under one UID, newest SEQUENCE wins.

    It carries place, link and agenda, so it goes to members only. The same record gives the same bytes.
    """
    cancelled = meeting.case.status == MeetingStatus.CANCELLED
    event = entry(meeting, title=title_of(meeting))
    event.add("description", description_of(meeting))
    event.add("url", address_of(meeting.case))
    if place := place_of(meeting):
        event.add("location", place)
    event.add("organizer", organizer_of(meeting))
    if attendee_address:
        event.add("attendee", _attendee(attendee_address))
    return calendar([event], method="CANCEL" if cancelled else "REQUEST").to_ical()


def calendar(events: Iterable[Event], *, method: str = "", name: str = "") -> Calendar:
    """A VCALENDAR with the time zone its entries name; `name` is what a subscribed calendar is called."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    if method:
        found.add("method", method)
    if name:
        found.add("x-wr-calname", name)
        found.add("x-wr-timezone", ZONE)
    found.add_component(india())
    for event in events:
        found.add_component(event)
    return found


def india() -> Timezone:
    """Indian Standard Time: one offset, no summer time."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 (a local time, by the standard)
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "IST")
    zone.add_component(standard)
    return zone


def entry(meeting: Meeting, *, title: str) -> Event:
    """Title and time of a meeting under its lasting UID. DTSTAMP is the record's last change, not the moment of asking.

    Needs `meeting.case`.
    """
    event = Event()
    event.add("uid", uid_of(meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.case.changed_at)
    event.add("last-modified", meeting.case.changed_at)
    event.add("dtstart", meeting.starts_at.astimezone(clock.INDIA))
    event.add("dtend", meeting.ends_at.astimezone(clock.INDIA))
    event.add("summary", f"[DEMO] {title}" if settings.DEMO else title)
    event.add("status", STATUSES.get(meeting.case.status, "CONFIRMED"))
    event.add("transp", "TRANSPARENT" if meeting.case.status == MeetingStatus.CANCELLED else "OPAQUE")
    return event


def uid_of(meeting: Meeting) -> str:
    return f"{meeting.uid}@{urlsplit(settings.SITE_URL).hostname}"


def title_of(meeting: Meeting) -> str:
    """What the entry is called, in the language in force. Needs `meeting.body`."""
    return _("Meeting: %(body)s") % {"body": meeting.body.short}


def place_of(meeting: Meeting) -> str:
    """The room, else the link: telephones make what stands here the place to go to."""
    return meeting.venue or (meeting.online_link if meeting.mode == Mode.ONLINE else "")


def description_of(meeting: Meeting) -> str:
    """How it is held, the link, the agenda, and where the papers are."""
    items = meeting.items.filter(dropped_at=None).values_list("title", flat=True)[:LONGEST_AGENDA]
    lines = [str(meeting.get_mode_display())]
    if meeting.online_link:
        lines.append(_("Link for those online: %(link)s") % {"link": meeting.online_link})
    if items:
        lines += ["", _("Agenda"), *(f"{number}. {title}" for number, title in enumerate(items, start=1))]
    lines += ["", _("Papers and minutes: %(address)s") % {"address": address_of(meeting.case)}]
    return "\n".join(lines)


def organizer_of(meeting: Meeting) -> vCalAddress:
    """The committee, under the address the portal writes from."""
    return _party(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], meeting.body.short)


def _attendee(address: str) -> vCalAddress:
    """Nobody reads answers to the portal's address, so none is asked for."""
    party = _party(address)
    party.params["ROLE"], party.params["RSVP"] = vText("REQ-PARTICIPANT"), vText("FALSE")
    party.params["PARTSTAT"] = vText("NEEDS-ACTION")
    return party


def _party(address: str, name: str = "") -> vCalAddress:
    party = vCalAddress(f"mailto:{address}")
    if name:
        party.params["CN"] = vText(name)
    return party
