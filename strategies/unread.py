"""Open comments somebody takes part in and has not read: a line in their work, and one mail a day per document.

Those take part who wrote in a comment's thread, who write the document, and who approve it at its present stage; always
through the post they hold now. What is settled, or was there when they last opened its comments, is not told.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Case as Choice
from django.db.models import DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from cases.models import Case
from institutions import clock, roles
from institutions.actors import Actor, person
from institutions.models import Appointment, AppointmentKind, BodyKind
from notices.briefs import register_use
from notices.models import Notice, Purpose
from notices.outbox import NoticeTo, write
from strategies.comments import ANSWERED_IN
from strategies.life.signing import rule_of
from strategies.models import Comment, CommentStep, DocumentKind, DocumentStatus, Reading, Telling, TellingRound
from workflow.engine import workflow_of
from workflow.inbox import Waiting, register

LONG_AGO = datetime(2000, 1, 1, tzinfo=clock.INDIA)
TOLD_FOR = timedelta(days=30)  # what nobody told of by then is in the page of one's work only
AT_MOST = 100
RUN_SECONDS = 120  # then the next round goes on; a task is stopped after more than twice of it

log = structlog.get_logger()


def unread(actor: Actor, *, untold: bool = False) -> QuerySet[Comment]:
    """Open comments with words of others since the actor last opened them; untold: or was told of them in the post."""
    if actor.post is None or not actor.is_current:
        return Comment.objects.none()
    mine = Reading.objects.filter(case=OuterRef("case"), user=actor.user)
    said = CommentStep.objects.filter(comment=OuterRef("pk")).exclude(by_user=actor.user).order_by("-at")
    rows = Comment.objects.filter(_takes_part(actor), resolved_at=None).annotate(
        news_at=Greatest(
            Choice(When(~Q(by_user=actor.user), then=F("at")), output_field=DateTimeField()),
            Subquery(said.values("at")[:1]),
        ),
        opened_at=Coalesce(Subquery(mine.values("opened_at")), LONG_AGO),
    )
    rows = rows.filter(news_at__gt=F("opened_at"), case__in=Case.objects.visible_to(actor))
    if untold:
        told = Telling.objects.filter(case=OuterRef("case"), user=actor.user, post=actor.post)
        rows = rows.annotate(told_at=Coalesce(Subquery(told.values("told_at")), LONG_AGO))
        rows = rows.filter(news_at__gt=Greatest(F("told_at"), clock.now() - TOLD_FOR))
    return rows


def _takes_part(actor: Actor) -> Q:
    """In the thread, or among those who write or approve the document now."""
    post, body = actor.post, actor.body
    found = Q(by_post=post) | Exists(CommentStep.objects.filter(comment=OuterRef("pk"), by_post=post))
    if actor.may(roles.WRITE):
        found |= Q(case__origin=body, case__status__in=ANSWERED_IN)
    if actor.may(roles.APPROVE):
        for kind in (DocumentKind.PLAN, DocumentKind.STRATEGY):
            rule = rule_of(kind, body)
            if rule and post.role in f"{rule.first}|{rule.second}".split("|"):
                found |= Q(case__kind=kind, case__origin=body, case__status=DocumentStatus.SIGNING)
                if kind == DocumentKind.PLAN and body.kind == BodyKind.SEPC:
                    found |= Q(case__kind=kind, case__state=body.state_id, case__status=DocumentStatus.REVIEW)
    return found


def note_opened(case: Case, user: User) -> None:
    """Somebody has all the comments of a document before them: what is there now is read."""
    row = Reading(case=case, user=user, opened_at=clock.now())
    Reading.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["case", "user"], update_fields=["opened_at"]
    )


@register
def comments_to_read(actor: Actor) -> Iterator[Waiting]:
    """A line for each document, without a date: nobody is late with reading."""
    counted = Counter(unread(actor).values_list("case", flat=True))
    for case in Case.objects.filter(pk__in=counted).order_by("-changed_at", "pk")[:AT_MOST]:
        yield Waiting(
            url=reverse("document-comments", args=[case.handle]),
            title=case.title,
            reference=case.reference,
            what=amount_in_words(counted[case.pk]),
            status=case.status,
            status_label=str(workflow_of(case.kind).statuses(case.status).label),
            due_at=None,
            late=False,
        )


def amount_in_words(count: int) -> str:
    return ngettext(
        "%(n)s open comment you have not read", "%(n)s open comments you have not read", count
    ) % {"n": count}  # fmt: skip


# The mail -------------------------------------------------------------------------------------------------------------


def tell_of_comments() -> int:
    """Tell who has comments to read; how many notices. May run at any time, and stops long before its task is stopped.

    Documents the rounds came to longest ago are first, so what one leaves over the next takes up.
    """
    told, stop_at = 0, time.monotonic() + RUN_SECONDS
    for case in _to_look_at(clock.now()):
        try:
            told += _round(case)
        except Exception:  # one document's trouble stops no other
            log.exception("comments_not_told", case=case.handle)
        if time.monotonic() >= stop_at:
            break
    return told


def _to_look_at(at: datetime) -> QuerySet[Case]:
    """Documents with something new to tell since a round got through with them; once a day anyhow.

    For those told today, new holders of posts, and what becomes somebody's to read without a new word.
    """
    rows = Case.objects.filter(comments__in=Comment.objects.filter(resolved_at=None))
    rows = rows.annotate(news_at=Greatest(Max("comments__at"), Max("comments__steps__at")))
    rows = rows.filter(
        Q(telling_round=None)
        | Q(telling_round__done_at=None)
        | Q(telling_round__done_at__lt=Greatest(F("news_at"), Value(_day_of(at)))),
        news_at__gt=at - TOLD_FOR,
    ).select_related("origin")
    return rows.order_by(F("telling_round__tried_at").asc(nulls_first=True), "news_at", "pk")


def _round(case: Case) -> int:
    at = clock.now()
    TellingRound.objects.update_or_create(case=case, defaults={"tried_at": at})
    persons: dict[int, list[Actor]] = defaultdict(list)
    for appointment in _holders(case, at):
        persons[appointment.user_id].append(person(appointment))
    told = sum(_tell(case, posts, at) for posts in persons.values())
    TellingRound.objects.filter(case=case).update(done_at=at)
    return told


def _day_of(at: datetime) -> datetime:
    return clock.at(clock.local_date(at))


def _holders(case: Case, at: datetime) -> QuerySet[Appointment]:
    """Who reads for each post of the document's committee and the State's, and of those that wrote in its threads.

    Without those who were told of it today.
    """
    wrote = Q(post__in=Comment.objects.filter(case=case).values("by_post"))
    wrote |= Q(post__in=CommentStep.objects.filter(comment__case=case).values("by_post"))
    here = Q(post__body=case.origin_id) | Q(post__body__kind=BodyKind.SEPC, post__body__state=case.state_id)
    rows = Appointment.objects.current(clock.local_date(at)).filter(wrote | here, user__is_active=True)
    last = Choice(When(kind=AppointmentKind.SUBSTITUTE, then=1), default=0)
    readers = rows.order_by("post_id", last, "pk").distinct("post_id").values("pk")
    told = Telling.objects.filter(case=case, told_at__gte=_day_of(at)).values("user")
    return Appointment.objects.filter(pk__in=readers).exclude(user__in=told).with_place().order_by("post_id")


def _tell(case: Case, posts: list[Actor], at: datetime) -> int:
    """Tell a person of what concerns their posts, all at once: one mail, without notices of nothing else."""
    news = {
        actor: frozenset(unread(actor, untold=True).filter(case=case).values_list("pk", flat=True)) for actor in posts
    }
    news = {actor: comments for actor, comments in news.items() if comments}
    return _write(case, news, at) if news else 0


@transaction.atomic
def _write(case: Case, news: dict[Actor, frozenset[int]], at: datetime) -> int:
    user = next(iter(news)).user
    Reading.objects.get_or_create(case=case, user=user)
    Reading.objects.select_for_update().get(case=case, user=user)  # another round may be at it
    if Telling.objects.filter(case=case, user=user, told_at__gte=_day_of(at)).exists():
        return 0
    Telling.objects.bulk_create(
        [Telling(case=case, user=user, post=actor.post, told_at=at) for actor in news],
        update_conflicts=True, unique_fields=["case", "user", "post"], update_fields=["told_at"],
    )  # fmt: skip
    to, covered = [], set()
    for actor, comments in sorted(news.items(), key=lambda item: len(item[1]), reverse=True):
        if comments - covered:
            to.append(NoticeTo(actor.post, Purpose.COMMENTS))
            covered |= comments
    last = case.events.order_by("-version").first()
    return len(write(event=last, to=to, of=f"comments:{user.pk}:{clock.local_date(at)}"))


def still_unread(notice: Notice, appointment: Appointment) -> bool:
    """Asked when the mail is made up: whoever left the post, opened the comments or sees it no more gets none."""
    if appointment.post_id != notice.recipient_id:
        return False
    return unread(person(appointment)).filter(case=notice.case_id).exists()


register_use(Purpose.COMMENTS, still_unread)
