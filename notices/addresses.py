"""Who reads a post's mail today: its holder, else whoever must see to it that the post is filled.

One notice goes to one accountable address. A substitute reads it only while the post has no holder.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from institutions import clock
from institutions.models import Appointment, AppointmentKind, BodyKind, Post, PostRole
from notices.models import Notice

IN_CHARGE = (PostRole.HEAD, PostRole.CHAIR, PostRole.CONVENER, PostRole.NODAL_OFFICER)  # of a body, in this order
STATE_COMMITTEE = (PostRole.CONVENER, PostRole.CHAIR)
HEADQUARTERS = (PostRole.NODAL_OFFICER, PostRole.HEAD)


@dataclass(frozen=True)
class Reader:
    """The appointment whose user gets the mail, and the post it fell back to when the recipient's own is empty."""

    appointment: Appointment
    fallback_post: Post | None = None

    @property
    def address(self) -> str:
        return self.appointment.user.email


def readers(notices: Iterable[Notice]) -> dict[int, Reader]:
    """The reader of each notice, by the notice's id; a notice that reaches nobody is left out."""
    notices = list(notices)
    own = _occupied({notice.recipient for notice in notices})
    found = {}
    for notice in notices:
        reader = Reader(own[notice.recipient_id]) if notice.recipient_id in own else _fallback(notice)
        if reader:
            found[notice.pk] = reader
    return found


def _occupied(posts: Iterable[Post]) -> dict[int, Appointment]:
    """The reachable appointment of each post that has one: its holder before its substitute."""
    current = Appointment.objects.current(clock.today()).filter(post__in=list(posts), user__is_active=True)
    found: dict[int, Appointment] = {}
    for appointment in current.exclude(user__email="").with_place():
        if appointment.post_id not in found or appointment.kind != AppointmentKind.SUBSTITUTE:
            found[appointment.post_id] = appointment
    return found


def _fallback(notice: Notice) -> Reader | None:
    posts = list(_fallback_posts(notice))
    occupied = _occupied(posts)
    for post in posts:
        if post.pk in occupied:
            return Reader(occupied[post.pk], fallback_post=post)
    return None


def _fallback_posts(notice: Notice) -> Iterator[Post]:
    """Whoever leads the body, then the State's committee, then DGFT headquarters."""
    body = notice.recipient.body
    state = body.state_id or notice.case.state_id
    active = Post.objects.active().select_related("body").exclude(pk=notice.recipient_id)
    yield from _in_order(active.filter(body=body), IN_CHARGE)
    if state:
        yield from _in_order(active.filter(body__kind=BodyKind.SEPC, body__state=state), STATE_COMMITTEE)
    yield from _in_order(active.filter(body__kind=BodyKind.APEX), HEADQUARTERS)


def _in_order(posts, roles: tuple[str, ...]) -> list[Post]:
    return sorted(posts.filter(role__in=roles), key=lambda post: (roles.index(post.role), post.pk))
