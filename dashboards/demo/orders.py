"""By which orders the demo's committees exist, which seats were added, and who learns to lead what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from committees.constitution.seats import add_seat, form_group
from committees.constitution.workflow import constitute
from committees.leaders.workflow import begin
from committees.models import Competency, Traineeship
from dashboards.demo import people
from dashboards.demo.committee import Committee
from dashboards.demo.paper import page
from institutions import clock, reading
from institutions.models import BodyKind, Post, PostRole

Script = Iterator[datetime]
SEATS = {  # story -> category, title, title in Hindi
    "exporter-seat": ("exporter", "Member (exporter of {product})", "सदस्य (निर्यातक, {product_hi})"),
    "local-leader": ("local_leader", "Member (local leader, {product})", "सदस्य (स्थानीय नेतृत्व, {product_hi})"),
    "trainee-learning": ("trainee", "Trainee member (young weaver)", "प्रशिक्षु सदस्य (युवा बुनकर)"),
    "trainee-joint": ("trainee", "Trainee member (growers' society)", "प्रशिक्षु सदस्य (उत्पादक समिति)"),
}
BASES = {
    "standards": "Prepared the sampling plan for three lots with the laboratory.",
    "packaging": "Packed a trial consignment to the buyer's drawing; nothing broke.",
    "finance": "Took a pre-shipment credit application through the lead bank.",
    "certification": "Certificate of the three-day course in export procedure.",
    "markets": "Answered two buyers and closed an order of four tonnes.",
}


def constituted(committee: Committee) -> Script:
    """The order, and for one committee a later one that supersedes it."""
    yield committee.at(committee.ago(committee.began), 12)
    record(committee, number=committee.dice.randrange(2, 60), note="")
    if "reconstituted" in committee.stories:
        yield committee.at(committee.ago(200), 12)
        record(committee, number=81, note="Reconstituted: Public Works and NABARD sit on it, a trainee attends.")


def record(committee: Committee, *, number: int, note: str) -> None:
    today = clock.today()
    office = "DC/IND/DEPC" if committee.body.kind == BodyKind.DEPC else "IND/EXP/SEPC"
    order = f"{office}/{today.year}/{number} (demo)"
    lines = [f"Order {order}", f"Constitution of {committee.body.name}", f"{today:%d %B %Y}"]
    data = {"order_number": order, "ordered_on": today.isoformat(), "in_force_from": today.isoformat(), "note": note,
            "file_number": f"Demo e-{400 + number}/{today.year}"}  # fmt: skip
    upload = SimpleUploadedFile("constitution-order.pdf", page(lines), "application/pdf")
    constitute(by=committee.actor(PostRole.CONVENER), body=committee.body, data=data, files={"evidence": upload})


def seated(committee: Committee, story: str, days: int) -> Script:
    """A further seat beside the likely composition, and somebody in it from the next day."""
    yield committee.at(committee.ago(days), 13)
    category, title, title_hi = SEATS[story]
    about = committee.about
    data = {"category": category, "title": title.format(**about), "title_hi": title_hi.format(**about)}
    post = add_seat(by=committee.actor(PostRole.CONVENER), body=committee.body, data=data)
    people.appoint([Post.objects.select_related("body__district", "body__state").get(pk=post.pk)], since=clock.today())
    committee.cast.join(post)
    reading.forget()
    committee.__dict__.pop("seats", None)
    if category == "trainee":
        yield from learning(committee, post, joint=story == "trainee-joint")


def learning(committee: Committee, post: Post, *, joint: bool) -> Script:
    """A traineeship; one has come as far as doing the work jointly, the other begins."""
    yield committee.at(clock.today() + timedelta(days=3), 12)
    responsibility = committee.say("Samples and certificates for {product}, from the DIC to the growers' society")
    mentor = committee.seat("quality-standards")
    data = {"trainee": post.pk, "mentor": mentor.pk, "responsibility": responsibility}
    made: Traineeship = begin(by=committee.actor(PostRole.CONVENER), body=committee.body, data=data)
    codes = list(Competency.objects.filter(retired_on=None).values_list("code", flat=True))
    for code in codes if joint else codes[:2]:
        yield committee.at(clock.today() + timedelta(days=committee.dice.randrange(12, 22)), 15)
        committee.do(made.case, "sign_off", mentor, {"competency": code, "basis": BASES.get(code, BASES["markets"])})
    if joint:
        yield committee.at(committee.ago(committee.last - 6), 12)  # after the second meeting it attended
        committee.do(made.case, "shadow", mentor)
        yield committee.at(committee.ago(committee.last - 16), 12)
        committee.do(made.case, "join", mentor)


def grouped(committee: Committee) -> Script:
    """A sub-group for the district's product."""
    yield committee.at(committee.ago(150), 12)
    data = {
        "kind": "product", "name": committee.say("{product}: quality and packing"),
        "purpose": committee.say("Prepares sampling, sorting and packing of {product} for the season."),
        "lead": committee.seat(PostRole.CONVENER).pk,
        "members": [committee.seat(name).pk for name in ("quality-standards", "epc", "sector-state")],
    }  # fmt: skip
    form_group(by=committee.actor(PostRole.CONVENER), body=committee.body, data=data)
