"""Open comments somebody takes part in and has not read: a line in their work, and one mail a day per document.

Those take part who wrote in a comment's thread, who write the document, and who approve it at its present stage; always
through the post they hold now. What is settled, or was there when they last opened the document, is not told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case as Choice
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
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
from strategies.models import Comment, CommentStep, DocumentKind, DocumentStatus, Reading
from workflow.engine import workflow_of
from workflow.inbox import Waiting, register

LONG_AGO = datetime(2000, 1, 1, tzinfo=clock.INDIA)
TOLD_FOR = timedelta(days=30)  # what nobody told of by then is in the page of one's work only
AT_MOST = 100


def unread(actor: Actor, *, untold: bool = False) -> QuerySet[Comment]:
    """Open comments with words of others since the actor last opened the document; untold: and were told of them."""
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
        rows = rows.annotate(told_at=Coalesce(Subquery(mine.values("told_at")), LONG_AGO))
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
    """Somebody has a page of a document before them: what is there now is read."""
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
    """One notice for each person and document with comments they have not read; how many. May run twice a day."""
    told = 0
    for case in Case.objects.filter(comments__in=_fresh()).distinct().select_related("origin"):
        for appointment in _holders(case):
            told += _tell(case, person(appointment))
    return told


def _fresh() -> QuerySet[Comment]:
    since = clock.now() - TOLD_FOR
    return Comment.objects.filter(Q(at__gt=since) | Q(steps__at__gt=since), resolved_at=None)


def _holders(case: Case) -> QuerySet[Appointment]:
    """Who reads for each post of the document's committee and the State's, and of those that wrote in its threads."""
    wrote = Q(post__in=Comment.objects.filter(case=case).values("by_post"))
    wrote |= Q(post__in=CommentStep.objects.filter(comment__case=case).values("by_post"))
    here = Q(post__body=case.origin_id) | Q(post__body__kind=BodyKind.SEPC, post__body__state=case.state_id)
    rows = Appointment.objects.current(clock.today()).filter(wrote | here, user__is_active=True)
    last = Choice(When(kind=AppointmentKind.SUBSTITUTE, then=1), default=0)
    return rows.with_place().order_by("post_id", last, "pk").distinct("post_id")


@transaction.atomic
def _tell(case: Case, actor: Actor) -> bool:
    if not unread(actor, untold=True).filter(case=case).exists():
        return False
    at = clock.now()
    Reading.objects.get_or_create(case=case, user=actor.user)
    reading = Reading.objects.select_for_update().get(case=case, user=actor.user)
    if reading.told_at and clock.local_date(reading.told_at) == clock.local_date(at):
        return False
    reading.told_at = at
    reading.save(update_fields=["told_at"])
    last = case.events.order_by("-version").first()
    of = f"comments:{actor.user.pk}:{clock.local_date(at)}"
    return bool(write(event=last, to=[NoticeTo(actor.post, Purpose.COMMENTS)], of=of))


def still_unread(notice: Notice, appointment: Appointment) -> bool:
    """Asked when the mail is made up: whoever left the post, opened the document or sees it no more gets none."""
    if appointment.post_id != notice.recipient_id:
        return False
    return unread(person(appointment)).filter(case=notice.case_id).exists()


register_use(Purpose.COMMENTS, still_unread)
