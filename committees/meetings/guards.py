"""What is re-checked under the lock before a meeting moves; each returns a sentence when the move is over."""

from __future__ import annotations

import hashlib

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Event
from committees.meetings import effects
from committees.models import COUNTED, Meeting
from committees.procedure import verdict
from escalations import clocks
from escalations.models import DeadlineKind
from institutions import clock
from institutions.actors import Actor
from workflow.engine import Move


def lies_ahead(move: Move) -> str | None:
    """Notice is given of what is to come."""
    if move.subject.starts_at <= move.at:
        return _("This meeting was to begin at %(time)s; move it to another day first.") % {
            "time": move.subject.starts_at.astimezone(clock.INDIA).strftime("%d.%m.%Y %H:%M")
        }
    return None


def its_day_has_come(meeting: Meeting) -> bool:
    """A meeting is opened on its day, or entered after it."""
    return clock.today() >= clock.local_date(meeting.starts_at)


def there_is_an_agenda(move: Move) -> str | None:
    if not move.subject.items.filter(dropped_at=None).exists():
        return _("There is no agenda yet.")
    return lies_ahead(move)


def is_new_on_the_agenda(move: Move) -> str | None:
    """The same title twice, or the same record, is a double submission."""
    there, about = move.subject.items.filter(dropped_at=None), move.inputs["about"]
    same = there.filter(Q(about=about) if about else Q(title=move.inputs["title"])).exists()
    return _("This item is on the agenda already.") if same else None


def is_a_change(move: Move) -> str | None:
    same = all(getattr(move.subject, name) == move.inputs[name] for name in effects.PLACE)
    return _("The meeting is at this time and place already.") if same else None


def is_a_new_paper(move: Move) -> str | None:
    """The same file under the same item is a double submission."""
    upload = move.inputs["evidence"]
    digest = hashlib.sha256(upload.read()).hexdigest()
    upload.seek(0)
    same = move.inputs["item"].papers.filter(evidence__sha256=digest).exists()
    return _("This paper is attached already.") if same else None


def there_is_no_quorum(move: Move) -> str | None:
    """A meeting is adjourned for want of quorum only."""
    return _("There is a quorum: go on, or close the meeting.") if verdict(move.subject).met else None


def attendance_is_recorded(move: Move) -> str | None:
    """A meeting that ends has its attendance, with whoever chaired it among those present."""
    there = move.subject.attendance.filter(state__in=COUNTED)
    if not there.exists():
        return _("Record first who was there.")
    if not there.filter(post=move.subject.chaired_by).exists():
        return _("%(chair)s chaired the meeting and is not recorded as present.") % {"chair": move.subject.chaired_by}
    return None


def is_not_recused(move: Move) -> str | None:
    item, post = move.inputs["item"], move.inputs["seat"]
    if item.recusals.filter(post=post).exists():
        return _("This member has left the item already.")
    if item.decisions.exists():
        return _("The item is decided; a member leaves it before.")
    return None


def window_is_open(move: Move) -> str | None:
    """Objections are taken until their date."""
    running = clocks.running(move.case)
    if running is None or running.kind != DeadlineKind.OBJECTIONS:
        return _("The time for objections is over. Tell the chair; a correction is made as an erratum.")
    return None


def is_not_answered(move: Move) -> str | None:
    return _("This objection was answered already.") if move.inputs["objection"].answered_at else None


def may_be_confirmed(move: Move) -> str | None:
    """The time for objections is over, each is answered, and another person wrote the minutes."""
    meeting, running = move.subject, clocks.running(move.case)
    if running and running.kind == DeadlineKind.OBJECTIONS and running.due_at > move.at:
        day = clock.local_date(running.due_at)
        return _("Members may object until %(date)s; confirm after that.") % {"date": day.isoformat()}
    if meeting.objections.filter(answered_at=None).exists():
        return _("An objection is not answered yet.")
    last = move.case.events.filter(verb="circulate_minutes").order_by("-version").first()
    if last and circulated_by(last, move.by):
        return _("You circulated these minutes; somebody else confirms them.")
    return None


def circulated_by(event: Event, actor: Actor) -> bool:
    """The same person; where a system acted, of which no person is known, the same post."""
    if event.actor_user_id and actor.user:
        return event.actor_user_id == actor.user.pk
    return event.actor_post_id == actor.post.pk


def the_text_is_new(move: Move) -> str | None:
    """The revision that was read is still the latest; else both texts are shown to whoever came second."""
    texts = move.subject.minute_texts.filter(item=move.inputs["item"])
    latest = texts.order_by("-revision").first()
    if (latest.text if latest else "") == move.inputs["text"]:
        return _("This text is already saved.")
    if latest is None:
        return _("Nothing is saved here yet. Reload the page.") if move.inputs["revision"] else None
    if latest.revision != move.inputs["revision"]:
        return _("%(who)s saved another text of this item while you were writing.") % {"who": latest.by_post}
    return None
