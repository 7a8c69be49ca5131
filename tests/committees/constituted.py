"""Committees with an order on record, and what silence makes of them."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from committees.compliance.reviews import list_missed
from committees.compliance.revivals import ask_for_revival
from committees.constitution.workflow import constitute
from committees.models import Constitution, MeetingReview, Revival
from institutions import clock
from institutions.models import Body
from tests.cast import Cast

A_YEAR_AGO = date(2025, 3, 3)
PLAN = {
    "cause": "The post of the convener was vacant for nine months.",
    "meets_on": "2026-03-30",
    "steps": "The convener calls the meeting; the lead bank reports on credit.",
}


def pdf() -> SimpleUploadedFile:
    content = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    return SimpleUploadedFile("order.pdf", content, content_type="application/pdf")


def constituted(cast: Cast, body: Body, since: date = A_YEAR_AGO) -> Constitution:
    """The body exists by an order from that day on, recorded by DGFT headquarters."""
    order = {"order_number": f"{body.code}/1", "ordered_on": since.isoformat(), "in_force_from": since.isoformat()}
    with clock.freeze(clock.at(since, 10)):
        return constitute(by=cast.actor("apex"), body=body, data=order, files={"evidence": pdf()})


def listed(cast: Cast) -> MeetingReview:
    """This month's list of Meghalaya: Ri Bhoi has not met for a year."""
    constituted(cast, cast.depc_ribhoi)
    list_missed()
    return MeetingReview.objects.select_related("case", "body").get(body=cast.sepc_ml)


def asked(cast: Cast) -> Revival:
    """Ri Bhoi was asked for its plan."""
    constituted(cast, cast.depc_ribhoi)
    ask_for_revival()
    return Revival.objects.select_related("case", "body").get(body=cast.depc_ribhoi)
