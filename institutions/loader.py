"""Loads bodies, their posts and the jurisdiction of Regional Authorities from the tables in data/.

Adds what is missing, retires by date, deletes nothing and overwrites nothing an officer may have edited.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from geography.models import District, State
from institutions.models import Body, BodyKind, Jurisdiction, Post
from institutions.tables import add_missing, day, in_force, read_table

DATA = Path(__file__).parent / "data"
NAMES = ("name", "name_hi", "abbreviation", "ministry")
TITLES = ("title", "title_hi")


@dataclass(frozen=True)
class Loaded:
    """How many rows were added, and how many bodies retired."""

    bodies: int
    posts: int
    jurisdictions: int
    retired: int


@transaction.atomic
def load_institutions(*, refresh: bool = False, offices: Collection[str] = ()) -> Loaded:
    """Create the bodies, posts and jurisdiction rows which are missing.

    refresh: take names and titles from the tables again. offices: functions of district_offices.csv to create for
    every district beside those that are created anyway.
    """
    wanted = [*agencies(), *regional_authorities(), *state_bodies(), *district_bodies(offices)]
    added = add_missing(wanted, refresh=NAMES if refresh else ())
    retired = _retire()
    posts = _add_posts([body.code for body in wanted], refresh=refresh)
    return Loaded(added, posts, _add_jurisdictions(), retired)


def agencies() -> Iterator[Body]:
    """DGFT headquarters and the Central agencies, boards and councils."""
    for row in read_table(DATA / "central_agencies.csv"):
        yield Body(
            code=row["code"],
            kind=row["kind"],
            name=row["name"],
            name_hi=row["name_hi"],
            abbreviation=row["abbreviation"],
            ministry=row["ministry"],
            retired_on=day(row["retired_on"]),
        )


def regional_authorities() -> Iterator[Body]:
    """Offices of the Centre: they belong to no State, whatever their seat, and keep the Centre's calendar."""
    for row in read_table(DATA / "regional_authorities.csv"):
        yield Body(
            code=row["code"],
            kind=BodyKind.REGIONAL_AUTHORITY,
            name=row["name"],
            name_hi=row["name_hi"],
            abbreviation=f"RA {row['name'].partition(', ')[2]}",
            ministry="Ministry of Commerce and Industry",
            retired_on=day(row["retired_on"]),
        )


def state_bodies() -> Iterator[Body]:
    """The committee and the departments of each State and Union Territory."""
    committee = _committee(BodyKind.SEPC)
    departments = read_table(DATA / "state_departments.csv")
    for state in State.objects.all():
        yield _body(committee, state, code=f"SEPC-{state.code}", kind=BodyKind.SEPC, abbreviation=_short("SEPC", state))
        for row in departments:
            function = row["function"]
            code = f"{state.code}-{function.upper()}"
            yield _body(row, state, code=code, kind=BodyKind.STATE_DEPARTMENT, function=function)


def district_bodies(offices: Collection[str] = ()) -> Iterator[Body]:
    """The committee of each active district and the offices created for every district."""
    committee = _committee(BodyKind.DEPC)
    rows = [
        row
        for row in read_table(DATA / "district_offices.csv")
        if row["every_district"] == "1" or row["function"] in offices
    ]
    for district in District.objects.active().select_related("state"):
        place = f"{district.state.code}-{district.code}"
        short = _short("DEPC", district)
        yield _body(committee, district, code=f"DEPC-{place}", kind=BodyKind.DEPC, abbreviation=short)
        for row in rows:
            code = f"{place}-{row['code']}"
            yield _body(row, district, code=code, kind=BodyKind.DISTRICT_OFFICE, function=row["function"])


def _committee(kind: str) -> dict[str, str]:
    return next(row for row in read_table(DATA / "committees.csv") if row["kind"] == kind)


def _body(row: dict[str, str], place: State | District, **fields) -> Body:
    """A body of a place, named after both: “Energy Department, Meghalaya”."""
    district = place if isinstance(place, District) else None
    return Body(
        name=f"{row['name']}, {place.name}",
        name_hi=f"{row['name_hi']}, {place.name_hi or place.name}",
        district=district,
        state=district.state if district else place,
        **fields,
    )


def _short(committee: str, place: State | District) -> str:
    """What officers call a committee: “DEPC Pune”."""
    longest = Body._meta.get_field("abbreviation").max_length
    short = f"{committee} {place.name}"
    return short if len(short) <= longest else f"{committee} {place.code}"


def _retire() -> int:
    """Retire the bodies the table retires and those of retired districts, with the date of each."""
    count = 0
    for row in (*read_table(DATA / "central_agencies.csv"), *read_table(DATA / "regional_authorities.csv")):
        if row["retired_on"]:
            count += Body.objects.active().filter(code=row["code"]).update(retired_on=row["retired_on"])
    for district in District.objects.retired():
        count += Body.objects.active().filter(district=district).update(retired_on=district.retired_on)
    return count


def _add_posts(codes: list[str], *, refresh: bool) -> int:
    """Give each body the seats of its kind; a seat that is there already, retired or not, is left alone."""
    templates: dict[str, list[dict[str, str]]] = {}
    for row in read_table(DATA / "post_templates.csv"):
        templates.setdefault(row["body_kind"], []).append(row)
    heads = _head_titles()
    bodies = Body.objects.active().filter(code__in=codes).only("id", "kind", "function")
    wanted = [
        Post(body=body, role=row["role"], seat=row["seat"], category=row["category"], **_titles(body, row, heads))
        for body in bodies
        for row in templates[body.kind]
    ]
    present = {(post.body_id, post.role, post.seat): post for post in Post.objects.filter(body__code__in=codes)}
    new = [post for post in wanted if (post.body_id, post.role, post.seat) not in present]
    Post.objects.bulk_create(new, batch_size=2000)
    _fill(wanted, present, ["category", *(TITLES if refresh else ())])
    return len(new)


def _head_titles() -> dict[tuple[str, str], dict[str, str]]:
    """Titles of heads where the kind of office has its own: Secretary, Energy; Lead District Manager."""
    tables = {
        BodyKind.STATE_DEPARTMENT: read_table(DATA / "state_departments.csv"),
        BodyKind.DISTRICT_OFFICE: read_table(DATA / "district_offices.csv"),
    }
    return {
        (kind, row["function"]): {"title": row["head_title"], "title_hi": row["head_title_hi"]}
        for kind, rows in tables.items()
        for row in rows
    }


def _titles(body: Body, row: dict[str, str], heads: dict) -> dict[str, str]:
    general = {name: row[name] for name in TITLES}
    return heads.get((body.kind, body.function), general) if row["role"] == "head" else general


def _fill(wanted: list[Post], present: dict[tuple, Post], names: list[str]) -> None:
    """Bring columns of posts that are there already up to the tables; what a table leaves empty stays."""
    changed = []
    for post in wanted:
        kept = present.get((post.body_id, post.role, post.seat))
        new = {name: getattr(post, name) for name in names if kept and getattr(post, name)}
        if any(getattr(kept, name) != value for name, value in new.items()):
            for name, value in new.items():
                setattr(kept, name, value)
            changed.append(kept)
    Post.objects.bulk_update(changed, names, batch_size=500)


def _add_jurisdictions() -> int:
    """Give a Regional Authority to each district that has no row yet; rows that are there belong to the apex."""
    authorities = dict(Body.objects.filter(kind=BodyKind.REGIONAL_AUTHORITY).values_list("code", "pk"))
    without = dict(District.objects.active().filter(jurisdictions=None).values_list("lgd_code", "pk"))
    new = [
        Jurisdiction(
            body_id=authorities[row["ra_code"]],
            district_id=without[row["district_lgd_code"]],
            during=in_force(row),
            confirmed=row["confirmed"] == "1",
            source=row["source"],
        )
        for row in read_table(DATA / "ra_jurisdiction.csv")
        if row["district_lgd_code"] in without
    ]
    Jurisdiction.objects.bulk_create(new, batch_size=1000)
    return len(new)
