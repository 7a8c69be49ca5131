"""What became of the demo's action points: done, late, or climbing by the clock while nobody does them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from committees.models import ActionPoint, AgendaItem, Meeting
from dashboards.demo.committee import Committee
from institutions import clock
from institutions.models import PostRole

DONE = {
    "en": ("Done; the list is with the convener.", "Held as decided; 34 came.", "Written; the answer is in the file."),
    "hi": ("कार्य पूरा हुआ; सूची संयोजक के पास है।", "निर्णय के अनुसार किया गया; 34 लोग आए।"),
}
PROGRESS = {"en": "Two of three visits made; the third is fixed.", "hi": "तीन में से दो भ्रमण हो चुके हैं।"}
FATES = (  # share, days after its date on which it is reported done; None: not at all yet
    (0.58, (-9, -1)),
    (0.16, (3, 7)),  # the convener has it by then
    (0.10, (13, 19)),  # the chair has it
    (0.16, None),
)
Script = Iterator[datetime]


def followed(committee: Committee, made: Meeting, item: AgendaItem) -> None:
    """Follow the action point that was just set under an item; a provisional decision has set none yet."""
    point = ActionPoint.objects.select_related("case", "owner").filter(decision__item=item).first()
    if point:
        committee.stage.follow(fate(committee, point))


def fate(committee: Committee, point: ActionPoint) -> Script:
    lot, days = committee.dice.random(), None
    old = point.due_on < committee.ago(75)
    for share, span in FATES:
        if lot < share:
            days = span
            break
        lot -= share
    if "dormant" in committee.stories:
        days = (-20, -12)  # what was left to do was done before the committee fell silent
    elif days is None and old:
        days = (3, 7)  # nothing is left undone for so long
    if days is None:
        return
    done_on = point.due_on + timedelta(days=committee.dice.randint(*days))
    if committee.dice.random() < 0.3 and not old:
        yield committee.at(point.due_on - timedelta(days=14), 12)
        committee.do(point.case, "report_progress", point.owner, {"text": PROGRESS[committee.language]})
    yield committee.at(done_on, 14)
    result = committee.dice.choice(DONE[committee.language])
    if committee.do(point.case, "report_done", point.owner, {"result": result}) is None:
        return
    yield committee.at(clock.today() + timedelta(days=1), 16)
    committee.do(point.case, "confirm_done", PostRole.CONVENER)
