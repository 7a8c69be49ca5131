"""National lists of products, brought in by the hundred: each row a listed product, once, whatever is done afterwards.

A list says what Delhi thinks a district makes. It promises nothing: the row waits until the committee takes it up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from cases.models import ActorKind, Case, Event, Involvement, InvolvementRole
from geography.models import District
from geography.names import name_key
from institutions import clock
from institutions.models import Body, BodyKind, Post
from products.identified.actions import prefix_of
from products.identified.fields import current_codes
from products.identified.workflow import PRODUCT
from products.models import IdentifiedProduct, ProductCode, ProductKind, ProductStatus

AT_ONCE = 500
FOLLOWED = ["sector", "is_odop", "listed_as_odop", "listed_as_gi", "listed_name"]  # of a row nobody touched


@dataclass(frozen=True)
class Entry:
    """A row of a list. codes: suggested, as digits; those not in the classification are left out."""

    district: District
    name: str
    kind: str = ProductKind.GOOD
    sector: str = ""
    is_odop: bool = False
    gi: bool = False
    codes: tuple[str, ...] = ()

    @property
    def row(self) -> str:
        """Its place on the list, the same at every import: the district and the name, never a row number."""
        return f"{self.district.lgd_code}:{name_key(self.name)}"[:120]


@dataclass
class Listed:
    """What became of the rows: how many are new, changed and as before; those whose district had the product already
    (by proposal or another list), and those whose district has no committee to hold them."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    known: list[Entry] = field(default_factory=list)
    homeless: list[Entry] = field(default_factory=list)


@transaction.atomic
def list_products(entries: Iterable[Entry], *, listed_in: str, suggested_by: str, by: Post | None = None, user=None):
    """Take a national list in; returns what became of its rows. Bringing it again changes nothing.

    What a committee works on, published or retired keeps what the committee said; only untouched rows follow the list.
    Events are recorded as the system's, or as of the post (and user) that brought the list.
    """
    done, new, seen = Listed(), [], set()
    bodies = {body.district_id: body for body in Body.objects.active().filter(kind=BodyKind.DEPC)}
    entries = list(entries)
    here = [entry.district.pk for entry in entries]
    products = IdentifiedProduct.objects.filter(case__district__in=here).select_related("case")
    present = {row.list_row: row for row in products if row.listed_in == listed_in}
    taken = {(row.case.district_id, row.key) for row in products if row.case.status != ProductStatus.RETIRED}
    changed = []
    for entry in entries:
        if entry.row in seen:
            continue
        seen.add(entry.row)
        if entry.row in present:
            changed += _follow(present[entry.row], entry)
        elif entry.district.pk not in bodies:
            done.homeless.append(entry)
        elif (entry.district.pk, name_key(entry.name)) in taken:
            done.known.append(entry)
        else:
            new.append(entry)
    IdentifiedProduct.objects.bulk_update(changed, FOLLOWED, AT_ONCE)
    made = _add(new, bodies, listed_in=listed_in, by=by, user=user)
    known_codes = current_codes([code for entry in new for code in entry.codes])
    _suggest(zip(made, new, strict=True), known_codes, suggested_by)
    done.added, done.changed = len(made), len(changed)
    done.unchanged = len(seen) - done.added - done.changed - len(done.known) - len(done.homeless)
    return done


def _follow(product: IdentifiedProduct, entry: Entry) -> list[IdentifiedProduct]:
    """An untouched row says what the list says now."""
    now = {"sector": entry.sector[:80], "is_odop": entry.is_odop, "listed_as_odop": entry.is_odop,
           "listed_as_gi": entry.gi, "listed_name": entry.name[:200]}  # fmt: skip
    untouched = product.case.status == ProductStatus.LISTED and product.case.version == 1
    if not untouched or all(getattr(product, name) == value for name, value in now.items()):
        return []
    for name, value in now.items():
        setattr(product, name, value)
    return [product]


def _add(entries: Sequence[Entry], bodies: dict, *, listed_in: str, by, user) -> list[IdentifiedProduct]:
    at = clock.now()
    references = _references(entries, clock.local_date(at).year)
    cases = Case.objects.bulk_create(
        [_case(entry, bodies[entry.district.pk], reference, at) for entry, reference in
         zip(entries, references, strict=True)], AT_ONCE,
    )  # fmt: skip
    products = IdentifiedProduct.objects.bulk_create(
        [
            IdentifiedProduct(
                case=case, body=case.origin, kind=entry.kind, key=name_key(entry.name), sector=entry.sector[:80],
                is_odop=entry.is_odop, listed_in=listed_in, list_row=entry.row, listed_name=entry.name[:200],
                listed_as_odop=entry.is_odop, listed_as_gi=entry.gi,
            )
            for case, entry in zip(cases, entries, strict=True)
        ],
        AT_ONCE,
    )  # fmt: skip
    Event.objects.bulk_create([_event(case, by, user, at) for case in cases], AT_ONCE)
    Involvement.objects.bulk_create(
        [Involvement(case=case, body=case.origin, role=InvolvementRole.ORIGIN, since=at) for case in cases], AT_ONCE
    )
    return products


def _case(entry: Entry, body: Body, reference: str, at: datetime) -> Case:
    return Case(
        kind=PRODUCT.kind, status=PRODUCT.initial, title=entry.name[:200], district=entry.district,
        state=entry.district.state, origin=body, reference=reference, created_at=at, opened_at=at, changed_at=at,
    )  # fmt: skip


def _event(case: Case, by: Post | None, user, at: datetime) -> Event:
    return Event(
        case=case, verb="list", source="", target=case.status, level=case.level, cycle=case.cycle,
        version=case.version, district=case.district, state=case.state, actor_post=by, actor_user=user if by else None,
        actor_kind=ActorKind.PERSON if by else ActorKind.SYSTEM, recorded_at=at, effective_on=clock.local_date(at),
    )  # fmt: skip


def _references(entries: Sequence[Entry], year: int) -> list[str]:
    """A reference for each, in their order: every district's counter is raised once for all of its rows."""
    wanted = Counter(f"{prefix_of(entry.district)}-{year}" for entry in entries)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_referencecounter (series, last) SELECT * FROM unnest(%s::text[], %s::int[]) "
            "ON CONFLICT (series) DO UPDATE SET last = cases_referencecounter.last + EXCLUDED.last "
            "RETURNING series, last",
            [sorted(wanted), [wanted[series] for series in sorted(wanted)]],
        )
        following = {series: last - wanted[series] for series, last in cursor.fetchall()}
    given = []
    for entry in entries:
        series = f"{prefix_of(entry.district)}-{year}"
        following[series] += 1
        given.append(f"{series}-{following[series]:05d}")
    return given


def _suggest(rows, known: dict, suggested_by: str) -> None:
    """Unconfirmed codes of goods; a service never gets one."""
    ProductCode.objects.bulk_create(
        [
            ProductCode(product=product, code=known[code], suggested_by=suggested_by)
            for product, entry in rows
            if entry.kind == ProductKind.GOOD
            for code in dict.fromkeys(entry.codes)
            if code in known
        ],
        AT_ONCE,
    )
