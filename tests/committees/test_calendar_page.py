"""The calendar of meetings: a month of what one may see, and the panel for one's own calendar."""

import os
import re
from datetime import date, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from committees.meetings import month
from committees.meetings.actions import schedule
from committees.models import CalendarFeed, Meeting
from escalations.models import Calendar, Holiday
from escalations.workdays import WorkCalendar
from institutions import clock
from tests.cast import MONDAY
from tests.committees.committee import move, notified, planned, when

MARCH = "/calendar/?month=2026-03"
REASON = "The Deputy Commissioner is on election duty that day."
LINK = "https://meet.example.in/depc-ri-bhoi"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(committee) -> Client:
    found = Client()
    committee.login(found, "convener")
    return found


def text_of(client: Client, address: str = MARCH) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def meeting_of(cast, who: str, **more) -> Meeting:
    actor = cast.actor(who)
    [meeting] = schedule(by=actor, body=actor.body, data=when(**more))
    return meeting


def shown(client: Client, address: str = MARCH) -> set[str]:
    """References of the meetings a page leads to."""
    return set(re.findall(r'href="/meetings/([^/"]+)/"', text_of(client, address)))


# What it shows --------------------------------------------------------------------------------------------------------


def test_the_grid_and_the_list_show_the_same_meetings_and_lead_to_them(client, committee):
    meeting = notified(committee)
    page = text_of(client)
    grid, _between, agenda = page.partition('<div class="cal-list">')
    link = f'<a href="/meetings/{meeting.case.handle}/">'
    for half in (grid, agenda):
        assert half.count(link) == 1
        assert "DEPC Ri Bhoi" in half and "11:00" in half and "Notice given" in half
    assert "11:00–13:00" in agenda and "Conference hall, Nongpoh" in agenda
    assert "1 meeting" in page and "March 2026" in page


def test_without_a_month_it_is_this_month_with_today_marked(client, committee):
    page = text_of(client, "/calendar/")
    assert "March 2026" in page
    [cell] = re.findall(r'<td class="cal-day cal-day--today" aria-current="date">(.*?)</td>', page, re.DOTALL)
    assert 'datetime="2026-03-02"' in cell and "Today" in cell
    other = text_of(client, "/calendar/?month=2026-04")
    assert 'aria-current="date"' not in other
    assert 'href="/calendar/"' in other and "This month" in other


def test_the_months_beside_stand_in_the_address_over_the_turn_of_the_year(client, committee):
    page = text_of(client, "/calendar/?month=2026-12")
    assert 'href="/calendar/?month=2026-11" rel="prev"' in page
    assert 'href="/calendar/?month=2027-01" rel="next"' in page
    assert 'href="/calendar/?month=2025-12" rel="prev"' in text_of(client, "/calendar/?month=2026-01")


@pytest.mark.parametrize("asked", ["", "2026", "2026-13", "2026-00", "1999-12", "2101-01", "a%00b", "²026-03", "9" * 9])
def test_any_month_asked_for_shows_a_month(client, committee, asked):
    assert "March 2026" in text_of(client, f"/calendar/?month={asked}&kind=%00&state=%27")


def test_a_meeting_belongs_to_its_day_in_india(client, committee):
    planned(committee, days=29, at="00:30")  # 31 March, 00:30: still the 30th in UTC
    assert len(shown(client)) == 1
    assert shown(client, "/calendar/?month=2026-04") == set()
    _before, _mark, after = text_of(client).partition('datetime="2026-03-31"')
    assert "00:30" in after.partition("</td>")[0]


def test_holidays_and_weekends_of_ones_own_calendar_are_shown(client, committee):
    calendar = Calendar.objects.create(
        state=committee.meghalaya, name="Meghalaya", closes_at="17:30", weekend="six_day"
    )
    Holiday.objects.create(calendar=calendar, day=date(2026, 3, 4), name="Holi")
    Holiday.objects.create(calendar=calendar, day=date(2026, 3, 5), name="Not here", state="cancelled")
    page = text_of(client)
    assert page.count("Holi<") == 2 and "Not here" not in page
    off = re.findall(r'cal-day--off[^>]*>\s*<p class="cal-day__date"><time datetime="2026-03-(\d\d)', page)
    assert off == ["01", "04", "08", "15", "22", "29"]
    stranger = Client()
    committee.login(stranger, "stranger")
    assert "Holi<" not in text_of(stranger)


def test_a_cancelled_meeting_stays_struck_through(client, committee):
    meeting = move(committee, notified(committee), "cancel", data={"reason": REASON})
    page = text_of(client)
    assert page.count("Cancelled") == 2
    assert f'<s><a href="/meetings/{meeting.case.handle}/">' in page


def test_a_full_day_unfolds(client, committee):
    for hour in range(8, 16):
        planned(committee, at=f"{hour:02}:00", minutes="60")
    page = text_of(client)
    assert "4 more" in page and '<details class="cal-day__more">' in page
    assert len(shown(client)) == 8


def test_the_link_for_those_online_is_not_on_the_page(client, committee):
    notified(committee, mode="hybrid", online_link=LINK)
    assert LINK not in text_of(client)


# Who sees what --------------------------------------------------------------------------------------------------------


SEEN = {  # who -> whose meetings: Ri Bhoi, East Khasi Hills, Pune, SEPC of Meghalaya
    "convener": "R", "member": "R", "observer": "R", "sibling": "K", "stranger": "P", "sepc": "RKS", "other_sepc": "P",
    "ra": "R", "unconfirmed_ra": "", "agency": "", "department": "", "apex": "RKPS", "apex_head": "RKPS",
}  # fmt: skip


def test_everybody_sees_the_meetings_of_their_jurisdiction(committee):
    made = {
        "R": planned(committee),
        "K": meeting_of(committee, "sibling"),
        "P": meeting_of(committee, "stranger"),
        "S": meeting_of(committee, "sepc"),
    }
    letters = {meeting.case.handle: letter for letter, meeting in made.items()}
    for name, expected in SEEN.items():
        client = Client()
        committee.login(client, name)
        assert {letters[handle] for handle in shown(client)} == set(expected), name


def test_without_a_login_one_is_asked_to_log_in(committee):
    answer = Client().get(MARCH)
    assert (answer.status_code, answer.headers["Location"][:16]) == (302, "/accounts/login/")


FILTERS = {"sepc": "kind", "ra": "kind", "apex": "kind state", "convener": "", "agency": "", "department": ""}


@pytest.mark.parametrize(("who", "offered"), FILTERS.items())
def test_the_filters_are_those_that_make_a_difference(committee, who, offered):
    client = Client()
    committee.login(client, who)
    page = text_of(client)
    assert [name for name in ("kind", "state") if f'name="{name}"' in page] == offered.split()
    assert ('type="hidden" name="month" value="2026-03"' in page) is bool(offered)


def test_the_ministry_narrows_by_kind_and_state_and_keeps_it_over_the_months(committee):
    pune, state = meeting_of(committee, "stranger"), meeting_of(committee, "sepc")
    client = Client()
    committee.login(client, "apex")
    assert shown(client) == {pune.case.handle, state.case.handle}
    assert shown(client, f"{MARCH}&kind=depc") == {pune.case.handle}
    assert shown(client, f"{MARCH}&state=ML") == {state.case.handle}
    page = text_of(client, f"{MARCH}&kind=depc&state=ML")
    assert "0 meetings" in page and "Nothing in this month." in page
    assert 'href="/calendar/?month=2026-04&amp;kind=depc&amp;state=ML"' in page


def test_a_filter_one_is_not_offered_narrows_nothing(client, committee):
    meeting = planned(committee)
    assert shown(client, f"{MARCH}&kind=sepc&state=MH") == {meeting.case.handle}


@pytest.mark.parametrize("who", ["convener", "ra", "sepc", "apex"])
def test_many_meetings_cost_no_more_queries(committee, who, django_assert_max_num_queries):
    for days in range(40):
        if (MONDAY + timedelta(days=days)).weekday() < 5:
            planned(committee, days=days, at="17:00")
    for day in (2, 3, 4):
        meeting_of(committee, "sepc", days=day)
        meeting_of(committee, "sibling", days=day)
        meeting_of(committee, "stranger", days=day)
    client = Client()
    committee.login(client, who)
    client.get(MARCH)
    with django_assert_max_num_queries(12):
        assert len(shown(client)) >= 20


# In one's own calendar ------------------------------------------------------------------------------------------------


def test_an_address_is_made_shown_once_and_works_without_a_login(client, committee):
    planned(committee)
    assert "Make an address" in text_of(client)
    answer = client.post("/calendar/feed/")
    page = answer.content.decode()
    assert answer.status_code == 201 and "no-store" in answer["Cache-Control"]
    [address] = re.findall(rf'value="{re.escape(settings.SITE_URL)}(/calendar/feed/[^"]+\.ics)"', page)
    assert f'href="webcal://{settings.SITE_URL.partition("://")[2]}{address}"' in page
    assert Client().get(address).status_code == 200
    later = text_of(client)
    assert address not in later and "Your address was made on 2 Mar 2026" in later
    assert client.get("/calendar/feed/").headers["Location"].startswith("/calendar/")


def test_without_a_seat_in_a_committee_there_is_no_address_to_make(client, committee):
    assert "Today it shows the meetings of DEPC Ri Bhoi." in text_of(client)
    committee.login(client, "apex")
    page = text_of(client)
    assert "You have no seat in a committee today" in page and "Make an address" not in page


def test_an_address_is_ended_from_the_page(client, committee):
    client.post("/calendar/feed/")
    assert client.post("/calendar/feed/end/").headers["Location"] == "/calendar/#own"
    assert "Your calendar address no longer works." in text_of(client)
    assert "Make an address" in text_of(client)
    assert not CalendarFeed.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize("address", ["/calendar/feed/", "/calendar/feed/end/"])
def test_nobody_makes_or_ends_an_address_without_a_login(committee, address):
    answer = Client().post(address)
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert not CalendarFeed.objects.exists()


# The month itself -----------------------------------------------------------------------------------------------------


def test_every_day_of_a_month_stands_once_in_whole_weeks_from_monday():
    for year in (2024, 2025, 2026):
        for number in range(1, 13):
            first = date(year, number, 1)
            weeks = month.weeks_of(first, [], WorkCalendar())
            inside = [day.date for week in weeks for day in week if day.inside]
            assert inside[0] == first and inside[-1] == month.step(first, 1) - timedelta(days=1)
            assert all(len(week) == 7 and week[0].date.weekday() == 0 for week in weeks)


# In a browser ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_accessible_and_shows_one_of_grid_and_list(browser, live_server, committee, language, width):
    full_month(committee)
    client = Client()
    committee.login(client, "sepc")
    window = browser.new_context(viewport={"width": width, "height": 900})
    cookies = {
        settings.LANGUAGE_COOKIE_NAME: language,
        settings.SESSION_COOKIE_NAME: client.cookies["sessionid"].value,
    }
    window.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in cookies.items()])
    page, complaints = window.new_page(), []
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    for step in (MARCH, "feed"):
        if step == "feed":
            page.click("#own form:first-of-type button")
            page.wait_for_selector("#address")
        else:
            page.goto(live_server.url + step, wait_until="load")
        assert complaints == []
        rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
        violations = Axe().run(page, options={"runOnly": rules}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        visible = [page.is_visible(".cal-grid"), page.is_visible(".cal-list")]
        assert visible == ([False, True] if width == 360 else [True, False])
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/cal-{language}-{width}-{step[-4:]}.png", full_page=True)
    window.close()


def full_month(cast) -> None:
    """Meetings at every stage, a holiday, and a full day."""
    calendar = Calendar.objects.get(state=None, body=None)
    Holiday.objects.create(calendar=calendar, day=date(2026, 3, 4), name="Holi")
    move(cast, notified(cast, days=21), "cancel", data={"reason": REASON})
    planned(cast, days=9)
    notified(cast, days=15, mode="hybrid", online_link=LINK)
    for name in ("sibling", "stranger", "sepc"):
        meeting_of(cast, name, days=15)
    for hour in range(9, 16):
        planned(cast, days=17, at=f"{hour:02}:00", minutes="60")
    with clock.freeze(datetime(2026, 3, 17, 5, 30, tzinfo=MONDAY.tzinfo)):
        move(cast, Meeting.objects.get(case__status="notified"), "open", data={"chaired_by": cast.chair.post.pk})
