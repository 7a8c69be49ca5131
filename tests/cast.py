"""The fixed cast: the same two States, committees, agencies and officers in every test. All of them are invented."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import User
from bottlenecks.actions import report
from bottlenecks.models import Area, Category, ChainStage, RoutingRule, Tag
from escalations.models import Allowance, Calendar, Policy
from geography.models import District, State
from institutions import clock
from institutions.actors import Actor, person
from institutions.models import Appointment, Body, Jurisdiction, Post
from workflow.engine import perform

MONDAY = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # 10:30 in India, a plain week without holidays in the cast's calendar
LONG_AGO = date(2020, 1, 1)
PASSWORD = "a quiet morning in Nongpoh"

LADDERS = [  # ladder, level, holder, copied, acknowledge, act
    ("district", 0, "depc.convener", "", None, 20),
    ("centre", 1, "sepc.convener", "ra.head", 3, 15),
    ("centre", 2, "agency.nodal_officer", "", 3, 21),
    ("centre", 3, "agency.head", "sepc.convener", 3, 15),
    ("centre", 4, "apex.nodal_officer", "", 2, 10),
    ("centre", 5, "apex.head", "", None, None),
    ("state", 1, "department.nodal_officer", "", 3, 15),
    ("state", 2, "sepc.convener", "", 3, 15),
    ("state", 3, "sepc.chair", "", 3, 15),
]
ALLOWANCES = {
    "view-days": 15,
    "confirm-days": 15,
    "review-days": 30,
    "information-days": 10,
    "information-times": 2,
    "commitment-revisions": 2,
}
SEATS = {
    "depc": [("chair", "chair"), ("convener", "dic-gm"), ("member", "lead-bank"), ("observer", "observer")],
    "sepc": [("chair", "chief-secretary"), ("convener", "export-commissioner")],
    "regional_authority": [("head", "head")],
    "central_agency": [("nodal_officer", "deh"), ("head", "head")],
    "state_department": [("nodal_officer", "deh"), ("head", "head")],
    "district_office": [("head", "head")],
    "apex": [("nodal_officer", "deh"), ("head", "head")],
}


class Cast(SimpleNamespace):
    """Places, bodies and actors by name; `actor(name)` looks one up, `login(client, name)` logs one in."""

    def actor(self, name: str) -> Actor:
        """A fresh actor, as at a new request."""
        appointment = getattr(self, name).appointment
        return person(Appointment.objects.with_place().get(pk=appointment.pk))

    def login(self, client, name: str) -> None:
        client.force_login(getattr(self, name).user)


@pytest.fixture
def at_monday():
    """The clock stands at Monday 2 March 2026, 10:30 in India."""
    with clock.freeze(MONDAY):
        yield MONDAY


@pytest.fixture
def cast(db) -> Cast:
    """Ri Bhoi (with its sibling East Khasi Hills) in Meghalaya, and Pune in Maharashtra, with everybody in post."""
    return build_cast()


def build_cast() -> Cast:
    """Create the cast in the current database."""
    cast = Cast()
    _places(cast)
    _bodies(cast)
    _people(cast)
    _rules(cast)
    return cast


def _places(cast: Cast) -> None:
    cast.meghalaya = State.objects.create(
        lgd_code="17", iso_3166_2="IN-ML", code="ML", name="Meghalaya", name_hi="मेघालय", kind="state"
    )
    cast.maharashtra = State.objects.create(
        lgd_code="27", iso_3166_2="IN-MH", code="MH", name="Maharashtra", name_hi="महाराष्ट्र", kind="state"
    )
    place = District.objects.create
    cast.ribhoi = place(lgd_code="276", state=cast.meghalaya, code="RIBHOI", name="Ri Bhoi", lat=25.9, lon=91.9)
    cast.khasi = place(lgd_code="275", state=cast.meghalaya, code="EKHASI", name="East Khasi Hills", lat=25.5, lon=91.8)
    cast.pune = place(lgd_code="490", state=cast.maharashtra, code="PUNE", name="Pune", lat=18.5, lon=74.1)


def _bodies(cast: Cast) -> None:
    ml, mh = cast.meghalaya, cast.maharashtra
    rows = [
        ("depc_ribhoi", "depc", "DEPC-ML-RIBHOI", "DEPC Ri Bhoi", ml, cast.ribhoi, ""),
        ("depc_khasi", "depc", "DEPC-ML-EKHASI", "DEPC East Khasi Hills", ml, cast.khasi, ""),
        ("depc_pune", "depc", "DEPC-MH-PUNE", "DEPC Pune", mh, cast.pune, ""),
        ("sepc_ml", "sepc", "SEPC-ML", "SEPC Meghalaya", ml, None, ""),
        ("sepc_mh", "sepc", "SEPC-MH", "SEPC Maharashtra", mh, None, ""),
        ("ra_shillong", "regional_authority", "RA-SHILLONG", "RA Shillong", None, None, ""),
        ("ra_guwahati", "regional_authority", "RA-GUWAHATI", "RA Guwahati", None, None, ""),
        ("apeda", "central_agency", "APEDA", "APEDA", None, None, ""),
        ("eic", "central_agency", "EIC", "EIC", None, None, ""),
        ("fssai", "central_agency", "FSSAI", "FSSAI", None, None, ""),
        ("pwd", "state_department", "ML-PWD-ROADS", "PWD Meghalaya", ml, None, "pwd-roads"),
        ("energy", "state_department", "ML-ENERGY", "Energy Department Meghalaya", ml, None, "energy"),
        ("dic", "district_office", "ML-RIBHOI-DIC", "DIC Ri Bhoi", ml, cast.ribhoi, "dic"),
        ("dgft", "apex", "DGFT", "DGFT HQ", None, None, ""),
    ]
    for name, kind, code, title, state, district, function in rows:
        body = Body.objects.create(kind=kind, code=code, name=title, state=state, district=district, function=function)
        for role, seat in SEATS[kind]:
            Post.objects.create(body=body, role=role, seat=seat, title=role.replace("_", " ").capitalize())
        setattr(cast, name, body)
    always = DateRange(LONG_AGO, None)
    Jurisdiction.objects.create(body=cast.ra_shillong, district=cast.ribhoi, during=always, confirmed=True)
    Jurisdiction.objects.create(body=cast.ra_guwahati, district=cast.ribhoi, during=always, confirmed=False)


PEOPLE = [  # name, body, role
    ("convener", "depc_ribhoi", "convener"),
    ("chair", "depc_ribhoi", "chair"),
    ("member", "depc_ribhoi", "member"),
    ("observer", "depc_ribhoi", "observer"),
    ("sibling", "depc_khasi", "convener"),
    ("stranger", "depc_pune", "convener"),
    ("sepc", "sepc_ml", "convener"),
    ("sepc_chair", "sepc_ml", "chair"),
    ("other_sepc", "sepc_mh", "convener"),
    ("ra", "ra_shillong", "head"),
    ("unconfirmed_ra", "ra_guwahati", "head"),
    ("agency", "apeda", "nodal_officer"),
    ("agency_head", "apeda", "head"),
    ("former_agency", "eic", "nodal_officer"),
    ("other_agency", "fssai", "nodal_officer"),
    ("department", "pwd", "nodal_officer"),
    ("apex", "dgft", "nodal_officer"),
    ("apex_head", "dgft", "head"),
]


def _people(cast: Cast) -> None:
    for name, body, role in PEOPLE:
        post = getattr(cast, body).posts.get(role=role)
        setattr(cast, name, appoint(name, post, DateRange(LONG_AGO, None)))
    post = cast.depc_ribhoi.posts.get(role="convener")
    cast.expired = SimpleNamespace(user=_user("expired"))
    cast.expired.appointment = Appointment.objects.create(
        post=post, user=cast.expired.user, during=DateRange(date(2019, 1, 1), LONG_AGO), order_number="Order 1/2019"
    )


def appoint(name: str, post: Post, during: DateRange) -> SimpleNamespace:
    """Somebody in a post: `.user`, `.appointment`, `.post`."""
    user = _user(name)
    appointment = Appointment.objects.create(post=post, user=user, during=during, order_number="Order 1/2020")
    return SimpleNamespace(user=user, appointment=appointment, post=post)


def _user(name: str) -> User:
    return User.objects.create(email=f"{name.replace('_', '.')}@deh.invalid", name=f"Demo {name}", is_demo=True)


def _rules(cast: Cast) -> None:
    always = DateRange(LONG_AGO, None)
    cast.calendar = Calendar.objects.create(name="Centre", closes_at=time(17, 30))
    Policy.objects.bulk_create(
        Policy(
            kind="bottleneck", ladder=ladder, level=level, title=f"{ladder} {level}", holder=holder, copied=copied,
            acknowledge_days=acknowledge, act_days=act, source="Test order", during=always,
        )
        for ladder, level, holder, copied, acknowledge, act in LADDERS
    )  # fmt: skip
    Allowance.objects.bulk_create(
        Allowance(code=code, value=value, title=code, source="Test order") for code, value in ALLOWANCES.items()
    )
    cast.quality = Area.objects.create(
        code="quality", name="Quality", closure="Lab scope and first export test report."
    )
    cast.dry_port = Area.objects.create(code="dry-port", name="Dry port", closure="First container out.")
    cast.lab = Category.objects.create(code="Q1", area=cast.quality, name="Testing laboratory")
    cast.road = Category.objects.create(code="D2", area=cast.dry_port, name="Road and rail")
    cast.testing = ChainStage.objects.create(code="testing-certification", name="Testing and certification")
    cast.finance = Tag.objects.create(code="finance", name="Finance")
    rule = RoutingRule.objects.create
    rule(area=cast.quality, agency=cast.eic, during=always, source="Test order")
    rule(area=cast.quality, category=cast.lab, agency=cast.apeda, during=always, source="Test order")
    rule(area=cast.dry_port, department="pwd-roads", during=always, source="Test order")


OPENING = {
    "title": "No laboratory in the State tests agarwood for residues",
    "area": "quality",
    "affected": "About 200 growers and 12 exporters",
    "severity": "high",
}
DETAILS = {
    **OPENING,
    "category": "Q1",
    "description": "Samples travel 1,800 km; a report takes five weeks and orders lapse.",
    "stage": "testing-certification",
    "hs_codes": "12119080",
}
STATE_DETAILS = {**DETAILS, "area": "dry-port", "category": "D2", "title": "The road to the depot is cut every monsoon"}


@pytest.fixture
def bottleneck(cast, at_monday):
    """Open with the committee of Ri Bhoi, details filled in."""
    return logged(cast)


@pytest.fixture
def raised(cast, bottleneck):
    """Raised to the State committee (level 1), on its way to APEDA."""
    return go(cast, bottleneck, "raise", "convener")


@pytest.fixture
def with_agency(cast, raised):
    """Forwarded to APEDA (level 2), not acknowledged."""
    return go(cast, raised, "forward", "sepc")


def logged(cast: Cast, details: dict = DETAILS):
    """A bottleneck of Ri Bhoi, open with its committee and described."""
    made = report(by=cast.actor("convener"), district=cast.ribhoi, data=OPENING)
    return go(cast, made, "describe", "convener", details)


def go(cast: Cast, bottleneck, verb: str, name: str, data: dict | None = None, **kwargs):
    """Make a move as somebody of the cast; returns the bottleneck as it is afterwards."""
    return perform(bottleneck.case, verb, by=cast.actor(name), data=data, **kwargs).subject
