"""The whole journey of one bottleneck, told as it happens: by the real operations, under a frozen clock."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.formats import date_format

from accounts.models import User
from bottlenecks.actions import report
from bottlenecks.models import Bottleneck
from bottlenecks.standing import standing
from dashboards.demo import hero, people
from dashboards.demo.paper import page
from dashboards.demo.postbox import Postbox, text_of
from dashboards.demo.tables import HOME
from escalations import clocks
from escalations.explain import explain
from escalations.sweep import sweep
from geography.models import District
from institutions import clock
from institutions.actors import Actor, person
from institutions.models import Appointment, Post
from notices import links, sending
from notices.models import Notice, Purpose
from workflow.engine import perform

BEGINS = date(2026, 2, 23)  # a Monday; Holi falls into the agency's three days
WIDTH = 100
SATURDAY = 5
MINUTE = timedelta(minutes=1)
CAST = {
    "member secretary": ("DEPC-ML-RIBHOI", "convener"),
    "state": ("SEPC-ML", "convener"),
    "agency": ("APEDA", "nodal_officer"),
    "head": ("APEDA", "head"),
    "dgft": ("DGFT", "nodal_officer"),
}
OTHERS = (("DEPC-ML-RIBHOI", "chair"), ("DGFT", "head"))


class Story:
    """Plays and prints; `say` takes one line of text."""

    def __init__(self, say: Callable[[str], None], postbox: Postbox) -> None:
        self.say = say
        self.postbox = postbox
        self.latest: EmailMessage | None = None
        self.chapters = 0
        self.now = clock.at(BEGINS, 9)
        self.bottleneck: Bottleneck | None = None

    def play(self) -> Bottleneck:
        """The whole journey; returns the bottleneck as it is at the end."""
        with translation.override("en"):
            with clock.freeze(self.now):
                people.appoint(_posts())
            self._to_the_agency()
            self._silence()
            self._a_promise()
            self._the_end()
        return self.bottleneck

    # The chapters ---------------------------------------------------------------------------------------------------

    def _to_the_agency(self) -> None:
        self.chapter("A district logs what stops its exports")
        district = District.objects.select_related("state").get(lgd_code=HOME)
        with self.later(0, 11):
            by = _actor("member secretary")
            self.bottleneck = report(by=by, district=district, data=hero.OPENING)
            self.step(by, f"logs it in four fields: “{hero.OPENING['title']}.” It gets the reference {self.case}.")
        told = "fills in the details: testing laboratory, HS 12119080, 12 exporters, ₹4.2 crore a year at stake."
        self.move(1, 10, "member secretary", "describe", hero.DETAILS, told)
        self.chapter("It goes to the State, and on to the agency that has to answer")
        self.move(
            2, 12, "member secretary", "raise", {}, "raises it to the State committee. The routing rule names APEDA."
        )
        note = "The State has no laboratory to offer. Recognition of laboratories for this product lies with APEDA."
        self.move(4, 11, "state", "forward", {"note": note}, f"forwards it: “{note}”")

    def _silence(self) -> None:
        self.chapter("APEDA’s nodal officer says nothing; the clock does not forget")
        self.clock_runs_out()
        self.show_the_latest_mail()
        self.chapter("The head acknowledges, from the notice itself")
        with self.later(1, 10):
            by = self.acknowledge_from_the_notice()
            self.step(
                by, "opens the signed link in the mail, sees what it will do, and confirms: acknowledged. No login."
            )

    def _a_promise(self) -> None:
        self.chapter("A promise with a date")
        due_on = clock.local_date(self.now) + timedelta(days=24)
        deliverable = "A laboratory at Guwahati tests agarwood; scope notified"
        self.move(2, 15, "agency", "commit", {"due_on": due_on.isoformat(), "deliverable": deliverable},
                  f"logs in and commits: “{deliverable}”, by {_day(due_on)}.")  # fmt: skip
        self.chapter("The promise is missed, and that too has a consequence")
        self.clock_runs_out()
        self.move(1, 11, "dgft", "acknowledge", {}, "acknowledges and calls both sides.")

    def _the_end(self) -> None:
        self.chapter("Solved, on evidence; and the district has the last word")
        result = "The laboratory at Guwahati is recognised for agarwood. Samples are taken at Nongpoh every Tuesday."
        self.move(5, 16, "agency", "report_resolution", {"result": result}, f"reports it resolved: “{result}”")
        outcome = "Two consignments were tested in six days and have left for Dubai."
        data = {"outcome": outcome, "proof": "Scope TC-8842; export test report 0031"}
        with self.later(8, 12):
            by = _actor("member secretary")
            proof = SimpleUploadedFile("test-report.pdf", page([str(self.case), outcome]), "application/pdf")
            self.bottleneck = perform(self.case, "confirm", by=by, data=data, files={"evidence": proof}).subject
            self.step(by, f"confirms on the first export test report: “{outcome}”")

    # Telling --------------------------------------------------------------------------------------------------------

    @property
    def case(self):
        return self.bottleneck.case

    def chapter(self, title: str) -> None:
        self.chapters += 1
        self.say("")
        self.say(f"{self.chapters}. {title}")
        self.say("─" * WIDTH)

    def later(self, days: int, hour: int):
        """The clock stands some days after the last step, at a full hour in India; over a weekend, on the Monday."""
        day = clock.local_date(self.now) + timedelta(days=days)
        if day.weekday() >= SATURDAY:
            day += timedelta(days=7 - day.weekday())
        self.now = clock.at(day, hour)
        return clock.freeze(self.now)

    def move(self, days: int, hour: int, who: str, verb: str, data: dict, told: str) -> None:
        """Some days later, somebody makes a move."""
        with self.later(days, hour):
            by = _actor(who)
            self.bottleneck = perform(self.case, verb, by=by, data=data).subject
            self.step(by, told)

    def clock_runs_out(self) -> None:
        """Nobody does anything until the running clock ends; then the sweep does what follows."""
        running = clocks.running(self.case)
        count = explain(running)
        self.now = running.due_at + MINUTE
        with clock.freeze(self.now):
            sweep()
            self.bottleneck = Bottleneck.objects.for_list().get(pk=self.case.pk)
            holidays = ", ".join(f"{_day(day.day)} ({day.off})" for day in count.holidays)
            counted = f"{count.counted} working days" + (f"; not counted: {holidays}" if holidays else "")
            why = f"the promised date {_day(running.promised_on)} passed" if running.promised_on else counted
            self.step(None, f"“{running.get_kind_display()}” ran out ({why}). It goes up one level.")

    def acknowledge_from_the_notice(self) -> Actor:
        """Follow the signed link of the mail, as the page behind it does on the confirming click."""
        link = links.read(next(_tokens(text_of(self.latest))))
        by = Actor(kind="link", user=link.appointment.user, appointment=link.appointment)
        self.bottleneck = perform(link.notice.case, link.verb, by=by).subject
        return by

    def step(self, by: Actor | None, told: str) -> None:
        """Who did what; where the case stands now; who was told."""
        who = str(by.user) if by else "The clock"
        self.say("")
        self.say(f"{date_format(clock.now().astimezone(clock.INDIA), 'D j M Y, H:i')}   {who}")
        self._indent(told[:1].upper() + told[1:])
        self._indent(f"► {standing(self.bottleneck).sentence}")
        self._tell_of_notices()

    def _tell_of_notices(self) -> None:
        """Send what was written, and show what arrived: mails that ask for something or answer, then the copies."""
        sending.send_due()
        copies = []
        for message in self.postbox.take():
            notices = Notice.objects.filter(delivery__mail__message_id=message["Message-ID"])
            to = User.objects.get(email=message["To"])
            if all(notice.purpose == Purpose.COPIED for notice in notices):
                copies.append(str(to))
                continue
            self._indent(f"✉ To {to} <{message['To']}>")
            self._indent(f"    {message['Subject']}")
            self.latest = message
        if copies:
            self._indent(f"✉ Copies for information: {'; '.join(copies)}")

    def show_the_latest_mail(self) -> None:
        """The whole text of the last mail that asked for something."""
        self.say("")
        for line in text_of(self.latest).strip().splitlines():
            for part in textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]:
                self.say(f"   │ {part}".rstrip())

    def _indent(self, text: str) -> None:
        indent = "   " + " " * (len(text) - len(text.lstrip()))
        lines = textwrap.wrap(
            text.strip(), WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
        )
        for line in lines:
            self.say(line)


def _posts() -> list[Post]:
    wanted = [*CAST.values(), *OTHERS]
    return [
        Post.objects.select_related("body__district", "body__state").get(body__code=body, role=role)
        for body, role in wanted
    ]


def _actor(who: str) -> Actor:
    body, role = CAST[who]
    rows = Appointment.objects.holders(clock.today()).with_place()
    return person(rows.get(post__body__code=body, post__role=role))


def _tokens(text: str) -> Iterator[str]:
    """The tokens of the signed links in a mail."""
    for address in re.findall(r"https?://\S+", text):
        try:
            match = resolve(urlsplit(address).path)
        except Resolver404:
            continue
        if match.url_name == "notice-link":
            yield next(iter(match.captured_kwargs.values()), "")


def _day(value: date) -> str:
    return date_format(value, "j M Y")
