"""The open work of posts: what a body's page counts, and what is handed over when a holder changes."""

from typing import Any

from django.db.models import Count, F, FilteredRelation, Q

from bottlenecks.models import LIVE, Bottleneck, BottleneckQuerySet, Status
from bottlenecks.rows import rows_of
from bottlenecks.search import with_overdue
from escalations.models import DeadlineState
from institutions import roles
from institutions.actions import may_appoint
from institutions.actors import Actor
from institutions.models import Body, Post
from notices.models import Notice

PROMISED = (Status.COMMITTED, Status.INTERIM)
AT_MOST = 300


def may_see_handover(actor: Actor, post: Post) -> bool:
    """The post itself, those who answer for its body, and those who appoint to it."""
    answers = actor.may(roles.ANSWER) or actor.may(roles.REPORT)
    own = actor.post == post or (actor.body == post.body and answers)
    return actor.is_current and (own or may_appoint(actor, post.body))


def open_work(actor: Actor, body: Body) -> dict[int, int]:
    """How many live bottlenecks each post of a body holds, of those the actor may see: post id -> number."""
    rows = Bottleneck.objects.visible_to(actor).live().filter(case__holder__body=body).order_by()
    return dict(rows.values("case__holder").annotate(n=Count("pk")).values_list("case__holder", "n"))


def handover(actor: Actor, post: Post) -> dict[str, Any]:
    """Everything open that goes with a post: held, promised, assigned, drafts of its body, unread notices."""
    held = _ordered(Bottleneck.objects.visible_to(actor).filter(case__holder=post, case__status__in=LIVE))
    assigned = _ordered(
        Bottleneck.objects.visible_to(actor).filter(assigned_to=post, case__status__in=LIVE).exclude(case__holder=post)
    )
    drafts = Bottleneck.objects.visible_to(actor).filter(case__origin=post.body, case__status=Status.DRAFT)
    rows = _rows(held)
    unread = Notice.objects.for_posts([post]).unread()
    return {
        "held": [row for row in rows if row["status"] not in PROMISED],
        "promised": [row for row in rows if row["status"] in PROMISED],
        "assigned": _rows(assigned),
        "drafts": rows_of(drafts.for_list().order_by("-case__changed_at")[:AT_MOST]),
        "notices": unread.select_related("case")[:AT_MOST],
        "unread": unread.count(),
    }


def _rows(found: BottleneckQuerySet) -> list[dict[str, Any]]:
    return rows_of(with_overdue(found.for_list())[:AT_MOST])


def _ordered(rows: BottleneckQuerySet) -> BottleneckQuerySet:
    running = FilteredRelation("case__deadlines", condition=Q(case__deadlines__state=DeadlineState.RUNNING))
    return rows.annotate(clock=running).order_by(F("clock__due_at").asc(nulls_last=True), "case_id")
