"""What a committee is and does: its constitution and rules, meetings and minutes, circulations, action points."""

from committees.models.action_points import ActionPoint, ActionPointStatus
from committees.models.circulation import Answer, Circulation, CirculationStatus, Reply
from committees.models.compliance import MeetingReview, MissedMeeting, ReviewStatus, Revival, RevivalStatus
from committees.models.constitution import CompositionRow, Constitution, ConstitutionStatus, SubGroup, SubGroupSeat
from committees.models.feeds import CalendarFeed
from committees.models.leaders import Competency, SignOff, Traineeship, TraineeStatus
from committees.models.meetings import (
    COUNTED,
    HELD,
    AgendaItem,
    Attendance,
    AttendanceState,
    Decision,
    DecisionKind,
    ItemKind,
    Meeting,
    MeetingKind,
    MeetingQuerySet,
    MeetingStatus,
    Mode,
    Paper,
    Recusal,
    Series,
)
from committees.models.minutes import Erratum, MinuteText, Objection, Seal
from committees.models.procedure import ProcedureRule

__all__ = [
    "COUNTED",
    "HELD",
    "ActionPoint",
    "ActionPointStatus",
    "AgendaItem",
    "Answer",
    "Attendance",
    "AttendanceState",
    "CalendarFeed",
    "Circulation",
    "CirculationStatus",
    "Competency",
    "CompositionRow",
    "Constitution",
    "ConstitutionStatus",
    "Decision",
    "DecisionKind",
    "Erratum",
    "ItemKind",
    "Meeting",
    "MeetingKind",
    "MeetingQuerySet",
    "MeetingReview",
    "MeetingStatus",
    "MinuteText",
    "MissedMeeting",
    "Mode",
    "Objection",
    "Paper",
    "ProcedureRule",
    "Recusal",
    "Reply",
    "ReviewStatus",
    "Revival",
    "RevivalStatus",
    "Seal",
    "Series",
    "SignOff",
    "SubGroup",
    "SubGroupSeat",
    "TraineeStatus",
    "Traineeship",
]
