"""The demo's people: invented, marked, with addresses no mail can reach, and named for their posts."""

import random
import re
from collections.abc import Iterable
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import User
from dashboards.demo.tables import DISTRICTS
from institutions import clock
from institutions.models import Appointment, Body, BodyKind, Post, PostRole

DOMAIN = "demo.invalid"
ORDER = "Demo order 1"
HINDI_STATES = ("UP", "BR", "RJ", "MP", "HR", "CG", "JH", "UK")
DAYS_IN_POST = 830  # everybody was in post before the first meeting of the demo
VACANT = 0.13  # of the members' seats nobody holds
SEATED = (PostRole.CO_CHAIR, PostRole.CO_CONVENER, PostRole.MEMBER)

SPOKEN = {  # how officers call the post; the others go by their title
    (BodyKind.DEPC, PostRole.CONVENER): ("Member Secretary", "सदस्य सचिव"),
    (BodyKind.DEPC, PostRole.CHAIR): ("Collector", "कलेक्टर"),
    (BodyKind.SEPC, PostRole.CONVENER): ("State Export Commissioner", "राज्य निर्यात आयुक्त"),
    (BodyKind.SEPC, PostRole.CHAIR): ("Chief Secretary", "मुख्य सचिव"),
    (BodyKind.REGIONAL_AUTHORITY, PostRole.HEAD): ("Head of the Regional Authority", "क्षेत्रीय प्राधिकारी प्रमुख"),
    (BodyKind.STATE_DEPARTMENT, PostRole.NODAL_OFFICER): ("Nodal Officer", "नोडल अधिकारी"),
    (BodyKind.STATE_DEPARTMENT, PostRole.HEAD): ("Secretary", "सचिव"),
    (BodyKind.CENTRAL_AGENCY, PostRole.NODAL_OFFICER): ("Nodal Officer", "नोडल अधिकारी"),
    (BodyKind.CENTRAL_AGENCY, PostRole.HEAD): ("Head", "प्रमुख"),
    (BodyKind.APEX, PostRole.NODAL_OFFICER): ("Nodal Officer", "नोडल अधिकारी"),
    (BodyKind.APEX, PostRole.HEAD): ("Director General", "महानिदेशक"),
}


def exist() -> bool:
    return User.objects.filter(is_demo=True).exists()


def appoint_everybody() -> int:
    """One person to each post a case of the demo can reach; returns how many were appointed."""
    return appoint(list(posts_to_fill()))


def appoint(posts: list[Post], *, since: date | None = None) -> int:
    """A new demo person for each of some vacant posts, from a day on."""
    secret = make_password(None)
    users = [
        User(email=address(post), name=name, name_hi=name_hi, language=language(post), is_demo=True, password=secret)
        for post in posts
        for name, name_hi in [names(post)]
    ]
    User.objects.bulk_create(users)
    since = since or date.fromordinal(clock.today().toordinal() - DAYS_IN_POST)
    Appointment.objects.bulk_create(
        Appointment(post=post, user=user, during=DateRange(since, None), order_number=ORDER)
        for post, user in zip(posts, users, strict=True)
    )
    return len(users)


def posts_to_fill() -> Iterable[Post]:
    """Committees and offices of the forty districts and their States; Central agencies, Regional Authorities, DGFT.

    In the other States those who write and approve strategies.
    """
    posts = Post.objects.active().select_related("body__district", "body__state")
    codes = [row["lgd"] for row in DISTRICTS]
    local = posts.filter(body__district__lgd_code__in=codes)
    states = posts.filter(body__state__districts__lgd_code__in=codes, body__district=None).distinct()
    centre = posts.filter(body__kind__in=[BodyKind.CENTRAL_AGENCY, BodyKind.REGIONAL_AUTHORITY, BodyKind.APEX])
    for found in (
        local.filter(body__kind=BodyKind.DEPC, role__in=[PostRole.CONVENER, PostRole.CHAIR]),
        local.filter(body__kind=BodyKind.DISTRICT_OFFICE, role=PostRole.HEAD),
        posts.filter(body__kind=BodyKind.SEPC, role__in=[PostRole.CONVENER, PostRole.CHAIR]),
        states.filter(body__kind=BodyKind.STATE_DEPARTMENT, role__in=[PostRole.NODAL_OFFICER, PostRole.HEAD]),
        centre.filter(role__in=[PostRole.NODAL_OFFICER, PostRole.HEAD]),
    ):
        yield from found.order_by("pk")
    for found in (local.filter(body__kind=BodyKind.DEPC), states.filter(body__kind=BodyKind.SEPC)):
        yield from (post for post in found.filter(role__in=SEATED).order_by("pk") if not _is_vacant(post))
    yield from (
        posts.filter(body__kind=BodyKind.SEPC, role=PostRole.CO_CONVENER)
        .exclude(pk__in=states.filter(role=PostRole.CO_CONVENER))
        .order_by("pk")
    )


def _is_vacant(post: Post) -> bool:
    """Some members' seats nobody holds, as in life; the same ones in every demo."""
    return post.role == PostRole.MEMBER and random.Random(f"{post.body.code}/{post.seat}").random() < VACANT


def names(post: Post) -> tuple[str, str]:
    """Such as "Demo Member Secretary, Ri Bhoi", in English and Hindi."""
    own = _office(post.title), _office(post.title_hi or post.title)
    title, title_hi = SPOKEN.get((post.body.kind, post.role), own)
    place, place_hi = _place(post.body)
    return f"Demo {title}, {place}"[:120], f"डेमो {title_hi}, {place_hi}"[:120]


def _office(title: str) -> str:
    """Of "Member (Lead Bank Manager)" the office alone."""
    inside = re.fullmatch(r"[^(]+\((.+)\)", title)
    return inside[1] if inside else title


def language(post: Post) -> str:
    """Officers of the Hindi-speaking States get their mail in Hindi."""
    state = post.body.state
    return "hi" if state and state.code in HINDI_STATES else "en"


def _place(body: Body) -> tuple[str, str]:
    if body.kind in (BodyKind.DEPC, BodyKind.SEPC):
        area = body.district or body.state
        return area.name, area.name_hi or area.name
    return (body.abbreviation or body.name), (body.abbreviation or body.name_hi or body.name)


def address(post: Post) -> str:
    return f"{post.role.replace('_', '-')}.{post.seat}.{post.body.code}@{DOMAIN}".lower()
