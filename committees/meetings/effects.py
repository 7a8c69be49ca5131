"""What each move changes on a meeting: the `effect` column."""

from __future__ import annotations

from django.db.models import Max

from cases.models import Case
from committees import ladder
from committees.compliance.revivals import note_revival
from committees.meetings import agenda
from committees.meetings.agenda import Proposed
from committees.models import Attendance, ItemKind, Meeting, MinuteText, Objection, Paper, Recusal
from committees.procedure import verdict
from institutions import clock
from institutions.models import Body
from products.identified.workflow import PRODUCT
from workflow.engine import Move

PLACE = ("starts_at", "ends_at", "mode", "venue", "online_link")


def title_of(body: Body, starts_at) -> str:
    """What a meeting is called in lists and searches, whatever the reader's language."""
    return f"Meeting of {body.abbreviation or body.name}, {clock.local_date(starts_at):%-d %B %Y}"[:200]


def give_notice(move: Move) -> None:
    move.subject.notified_at = move.at
    move.subject.short_notice = move.inputs["short_notice"][:300]


def reschedule(move: Move) -> None:
    """A new time or place: the same entry in everybody's calendar, one sequence on."""
    meeting = move.subject
    for name in PLACE:
        setattr(meeting, name, move.inputs[name])
    meeting.sequence += 1
    move.case.title = title_of(meeting.body, meeting.starts_at)
    move.data = {"starts_at": meeting.starts_at.isoformat(), "sequence": meeting.sequence}


def cancel(move: Move) -> None:
    move.subject.sequence += 1


def build_agenda(move: Move) -> None:
    move.data = {"added": [item.pk for item in agenda.build(move.subject)]}


def add_item(move: Move) -> None:
    about = move.inputs["about"]
    one = Proposed(_kind_of(about, ItemKind.OTHER), move.inputs["title"], about, note=move.inputs["note"])
    [item] = agenda.append(move.subject, one)
    move.data = {"item": item.pk}


def _kind_of(about: Case | None, otherwise: str) -> str:
    return ItemKind.PRODUCT if about is not None and about.kind == PRODUCT.kind else otherwise


def propose_item(move: Move) -> None:
    said, about = move.inputs, move.inputs["about"]
    kind = _kind_of(about, ItemKind.PROPOSAL)
    one = Proposed(kind, said["title"], about, note=said["note"], proposed_by=move.by.post)
    [item] = agenda.append(move.subject, one)
    move.data = {"item": item.pk}


def move_item(move: Move) -> None:
    move.inputs["item"].meeting = move.subject
    agenda.place(move.inputs["item"], move.inputs["position"])
    move.data = {"item": move.inputs["item"].pk, "position": move.inputs["position"]}


def drop_item(move: Move) -> None:
    agenda.drop(move.inputs["item"])
    move.data = {"item": move.inputs["item"].pk}


def attach_paper(move: Move) -> None:
    move.data = {"item": move.inputs["item"].pk}


def open_meeting(move: Move) -> None:
    meeting = move.subject
    meeting.chaired_by, meeting.began_at = move.inputs["chaired_by"], move.at
    meeting.constitution = meeting.body.constitutions.filter(during__contains=clock.today()).first()
    move.data = {"chaired_by": meeting.chaired_by.pk}


def record_attendance(move: Move) -> None:
    """One row per seat, whoever sends it and however often."""
    rows = [
        Attendance(meeting=move.subject, post=post, state=state, appointment=appointment, recorded_at=move.at)
        for post, state, appointment in move.inputs["attendance"]
    ]
    Attendance.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["meeting", "post"],
        update_fields=["state", "appointment", "recorded_at"],
    )  # fmt: skip
    found = verdict(move.subject)
    move.data = {"counted": found.counted, "needed": found.needed, "quorate": found.met}
    if move.subject.ended_at:
        note_quorum(move)


def recuse(move: Move) -> None:
    Recusal.objects.create(item=move.inputs["item"], post=move.inputs["seat"], reason=move.inputs["reason"], at=move.at)
    move.data = {"item": move.inputs["item"].pk, "post": move.inputs["seat"].pk}


def adjourn(move: Move) -> None:
    """The same agenda on another day, under the rule for adjourned meetings."""
    meeting = move.subject
    meeting.ended_at = move.at
    note_quorum(move)
    move.data |= {"starts_at": move.inputs["starts_at"].isoformat()}


def close(move: Move) -> None:
    meeting = move.subject
    body = Body.objects.select_for_update().get(pk=meeting.body_id)  # one number at a time
    last = Meeting.objects.filter(body=body).aggregate(last=Max("number"))["last"] or 0
    meeting.number, meeting.ended_at = last + 1, move.at
    note_quorum(move)
    move.hand_to(ladder.convener(body) or move.case.holder, move.case.level)


def note_quorum(move: Move) -> None:
    found = verdict(move.subject)
    move.subject.quorate, move.subject.counted, move.subject.needed = found.met, found.counted, found.needed
    move.data = {"number": move.subject.number, "quorate": found.met, "counted": found.counted, "needed": found.needed}


def write_minutes(move: Move) -> None:
    text = MinuteText.objects.create(
        meeting=move.subject, item=move.inputs["item"], revision=move.inputs["revision"] + 1,
        text=move.inputs["text"], by_post=move.by.post, at=move.at,
    )  # fmt: skip
    move.data = {"item": text.item_id, "revision": text.revision}


def circulate_minutes(move: Move) -> None:
    if move.inputs["file_number"]:
        move.subject.file_number = move.inputs["file_number"]
    move.data = {"file_number": move.subject.file_number}


def object_to_minutes(move: Move) -> None:
    Objection.objects.create(
        meeting=move.subject, item=move.inputs["item"], post=move.by.post, text=move.inputs["text"], at=move.at
    )


def answer_objection(move: Move) -> None:
    objection = move.inputs["objection"]
    objection.answer, objection.answered_at = move.inputs["answer"], move.at
    objection.save(update_fields=["answer", "answered_at"])
    move.data = {"objection": objection.pk}


def back_to_convener(move: Move) -> None:
    move.hand_to(ladder.convener(move.subject.body) or move.case.holder, move.case.level)


def to_chair(move: Move) -> None:
    """The chair confirms or returns the minutes."""
    move.hand_to(ladder.chair(move.subject.body) or move.case.holder, move.case.level)


# Rows that hang on the event: the `keep` column -----------------------------------------------------------------------


def keep_paper(move: Move) -> None:
    Paper.objects.create(item=move.inputs["item"], evidence=move.event.evidence.get())


def note_quorate_meeting(move: Move) -> None:
    """A committee that was silent has met again; attendance corrected afterwards can show it too."""
    if move.subject.ended_at and move.subject.quorate:
        note_revival(move.subject.body)
