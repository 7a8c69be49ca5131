"""A meeting as a calendar entry: what other programs read in it, and that it arrives with the notice."""

from datetime import timedelta

import pytest
from django.core.mail import get_connection
from django.test import override_settings
from django.utils import translation
from icalendar import Calendar

from committees.meetings.ics import invitation
from committees.models import Meeting
from institutions import clock
from institutions.models import Body
from notices import sending
from tests.committees.committee import move, notified, planned, when
from tests.notices.post_office import PostOffice, text_of

pytestmark = pytest.mark.django_db
REASON = "The Deputy Commissioner is on election duty that day."
LINK = "https://meet.example.in/depc-ri-bhoi"
ONLINE = {"mode": "hybrid", "online_link": LINK}


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    office.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    settings.NOTICE_BUNDLE_MINUTES = 0
    yield office
    office.controller.stop()


def reread(meeting: Meeting) -> Meeting:
    return Meeting.objects.for_list().get(pk=meeting.pk)


def entry_in(content: bytes):
    return Calendar.from_ical(content).walk("VEVENT")[0]


def files_of(message) -> list[tuple[str, Calendar]]:
    return [
        (part.get_content_type(), part.get_param("method"), Calendar.from_ical(part.get_payload(decode=True)))
        for part in message.iter_attachments()
    ]


def last_file(office: PostOffice, address: str) -> Calendar:
    [(kind, method, found)] = files_of(office.to(address)[-1])
    assert kind == "text/calendar"
    assert method == found["METHOD"]
    return found


# The entry itself -----------------------------------------------------------------------------------------------------


def test_an_invitation_has_what_a_calendar_needs(committee, settings):
    meeting = notified(committee, **ONLINE)
    found = Calendar.from_ical(invitation(reread(meeting), "member@deh.invalid"))
    assert (found["METHOD"], found["VERSION"]) == ("REQUEST", "2.0")
    [event] = found.walk("VEVENT")
    assert event["UID"] == f"{meeting.uid}@127.0.0.1"
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == "Meeting: DEPC Ri Bhoi"
    assert event["LOCATION"] == "Conference hall, Nongpoh"
    assert event["ORGANIZER"] == "mailto:no-reply@deh.invalid"
    assert event["ORGANIZER"].params["CN"] == "DEPC Ri Bhoi"
    assert event["ATTENDEE"] == "mailto:member@deh.invalid"
    assert str(event["URL"]).startswith(settings.SITE_URL)
    for words in ("1. Action taken on the last minutes", LINK, "Hybrid", settings.SITE_URL):
        assert words in event["DESCRIPTION"]
    assert event["DTSTAMP"].dt == reread(meeting).case.changed_at.replace(microsecond=0)


def test_times_are_those_of_india_without_summer_time(committee):
    meeting = notified(committee)
    found = Calendar.from_ical(invitation(reread(meeting)))
    [event] = found.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == event["DTEND"].params["TZID"] == "Asia/Kolkata"
    assert event["DTSTART"].to_ical() == b"20260316T110000"
    assert event["DTSTART"].dt.utcoffset() == timedelta(hours=5, minutes=30)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (meeting.starts_at, meeting.ends_at)
    [zone] = found.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Kolkata"
    [standard] = zone.subcomponents
    assert standard.name == "STANDARD"
    assert standard["TZOFFSETFROM"].to_ical() == standard["TZOFFSETTO"].to_ical() == "+0530"
    summer = zone.to_tz().utcoffset(meeting.starts_at.replace(month=7, tzinfo=None))
    assert summer == timedelta(hours=5, minutes=30)


def test_what_is_read_in_and_written_again_is_the_same_meeting(committee):
    content = invitation(reread(notified(committee, **ONLINE)), "member@deh.invalid")
    again = Calendar.from_ical(Calendar.from_ical(content).to_ical())
    first, second = entry_in(content), again.walk("VEVENT")[0]
    assert first.keys() == second.keys()
    assert all(first[name] == second[name] for name in first)
    assert [first[name].dt for name in ("DTSTART", "DTEND")] == [second[name].dt for name in ("DTSTART", "DTEND")]


def test_the_same_record_gives_the_same_bytes_however_often_it_is_sent(committee):
    meeting = reread(notified(committee))
    first = invitation(meeting, "member@deh.invalid")
    with clock.freeze(clock.now() + timedelta(hours=3)):
        assert invitation(reread(meeting), "member@deh.invalid") == first


def test_hindi_survives_and_lines_are_folded_between_characters(committee):
    Body.objects.filter(pk=committee.depc_ribhoi.pk).update(name_hi="जिला निर्यात संवर्धन समिति, री भोई")
    hall = "उपायुक्त कार्यालय का सभाकक्ष, नोंगपोह; द्वितीय तल, कक्ष संख्या २०४, मुख्य द्वार के सामने, " * 2
    meeting = notified(committee, venue=hall.strip()[:200])
    move(committee, meeting, "add_item", data={"title": "अगरवुड की जाँच के लिए प्रयोगशाला; राज्य से माँग, \\ पुनः"})
    with translation.override("hi"):
        content = invitation(reread(meeting))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        line.decode()  # no character is cut in two
    event = entry_in(content)
    assert "जिला समिति, री भोई" in event["SUMMARY"]
    assert event["LOCATION"] == reread(meeting).venue
    assert "अगरवुड की जाँच के लिए प्रयोगशाला; राज्य से माँग, \\ पुनः" in event["DESCRIPTION"]


def test_a_planned_meeting_is_tentative_and_an_online_one_is_held_at_its_link(committee):
    meeting = planned(committee, mode="online", venue="", online_link=LINK)
    event = entry_in(invitation(reread(meeting)))
    assert (event["STATUS"], event["LOCATION"]) == ("TENTATIVE", LINK)
    assert "ATTENDEE" not in event


def test_a_demonstration_says_so_in_every_calendar(committee):
    meeting = reread(notified(committee))
    with override_settings(DEMO=True):
        assert entry_in(invitation(meeting))["SUMMARY"] == "[DEMO] Meeting: DEPC Ri Bhoi"


# With the notice ------------------------------------------------------------------------------------------------------


def test_every_member_gets_the_entry_with_the_notice_under_their_own_address(committee, post_office):
    meeting = notified(committee, **ONLINE)
    sending.send_due()
    for address in ("convener@deh.invalid", "member@deh.invalid", "nabard.ribhoi@deh.invalid"):
        found = last_file(post_office, address)
        [event] = found.walk("VEVENT")
        assert (found["METHOD"], event["ATTENDEE"]) == ("REQUEST", f"mailto:{address}")
        assert event["DTSTART"].dt == meeting.starts_at
        [part] = post_office.to(address)[-1].iter_attachments()
        assert part.get_filename() == f"{meeting.case.reference}.ics"
        assert part.get_content_charset() == "utf-8"


def test_a_postponed_meeting_moves_the_entry_and_a_cancelled_one_removes_it(committee, post_office):
    meeting = notified(committee)
    sending.send_due()
    moved = move(committee, meeting, "postpone", data=when(21) | {"reason": REASON})
    sending.send_due()
    move(committee, moved, "cancel", data={"reason": REASON})
    sending.send_due()
    files = [files_of(message)[0][2] for message in post_office.to("member@deh.invalid")]
    events = [found.walk("VEVENT")[0] for found in files]
    assert [found["METHOD"] for found in files] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {event["UID"] for event in events} == {f"{meeting.uid}@127.0.0.1"}
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert [event["STATUS"] for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[1]["DTSTART"].dt == events[0]["DTSTART"].dt + timedelta(days=7)


def test_a_bundle_brings_the_entry_of_each_meeting_once(committee, post_office):
    first, second = notified(committee), notified(committee, days=28)
    moved = move(committee, first, "postpone", data=when(21) | {"reason": REASON})
    sending.send_due()
    [message] = post_office.to("member@deh.invalid")
    assert message["Subject"].startswith("3 notices")
    events = [found.walk("VEVENT")[0] for _kind, _method, found in files_of(message)]
    uids = {f"{meeting.uid}@127.0.0.1" for meeting in (moved, second)}
    assert {event["UID"] for event in events} == uids and len(events) == 2
    assert sorted(event["SEQUENCE"] for event in events) == [0, 1]


def test_a_notice_that_changes_no_calendar_brings_no_entry(committee, post_office):
    meeting = notified(committee)
    sending.send_due()
    move(committee, meeting, "propose_item", "member", {"title": "A counter for certificates of origin"})
    sending.send_due()
    assert files_of(post_office.to("convener@deh.invalid")[-1]) == []


def test_whoever_reads_for_an_empty_committee_gets_neither_link_nor_entry(committee, post_office):
    members = committee.convener.user.__class__.objects
    members.filter(appointments__post__body=committee.depc_ribhoi).exclude(pk=committee.convener.user.pk).update(
        is_active=False
    )
    notified(committee, **ONLINE)
    committee.convener.user.is_active = False
    committee.convener.user.save()
    sending.send_due()
    [message] = post_office.to("sepc@deh.invalid")
    assert files_of(message) == []
    assert LINK not in text_of(message)


def test_a_mail_sent_again_is_the_same_mail(committee, post_office):
    notified(committee)
    sending.bundle_all()
    mail = sending.claim(clock.now())
    for _attempt in range(2):
        sending.message_of(mail, get_connection()).send()
    first, second = (files_of(message) for message in post_office.messages)
    assert first == second
