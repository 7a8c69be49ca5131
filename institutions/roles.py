"""What each kind of post may do: named sets of permissions (stable strings) attached to (body kind, post role).

A permission says what a post may do at all; the transition's `by` says on which cases.
"""

from institutions.models import BodyKind as B
from institutions.models import PostRole as R

READ = "case.read"
REPORT = "case.report"  # log, describe, raise, confirm for the committee
DECIDE = "case.decide"  # what a chair may do beside the convener
WORK = "case.work"  # report on what was assigned to the post
ANSWER = "case.answer"  # acknowledge, ask, commit, decline, report a resolution
STEER = "case.steer"  # forward, refer, pause: the level above
OVERSEE = "case.oversee"  # the apex: everything visible, inter-ministerial level, reassign
TAKE_PART = "committee.take_part"  # a seat of a committee: proposes, answers, objects, is counted
CONVENE = "committee.convene"  # calls meetings, keeps agenda, attendance and minutes, follows action points
PRESIDE = "committee.preside"  # chairs, and confirms minutes
IDENTIFY = "product.identify"  # proposes, describes, revises and withdraws what a district can export
ENDORSE = "product.endorse"  # endorses, returns and publishes what the State's districts propose
WRITE = "document.write"  # writes plans and strategies of the own committee
SUBMIT = "document.submit"  # starts, submits, recalls, notifies and revises them
APPROVE = "document.approve"  # approves them, where the rule of the body names the post
ASSESS = "document.assess"  # accepts, returns and decides on what the districts submit
APPOINT = "institution.appoint"
CONFIRM_JURISDICTION = "institution.confirm_jurisdiction"
CONFIRM_HOLIDAYS = "calendar.confirm"
IMPORT = "trade.import"  # brings tables of trade, revokes them, says what a published name means

READER = frozenset({READ})
ANSWERER = frozenset({READ, ANSWER})

ROLES: dict[tuple[str, str], frozenset[str]] = {
    (B.DEPC, R.CONVENER): frozenset({READ, REPORT, WORK, APPOINT, TAKE_PART, CONVENE, IDENTIFY, WRITE, SUBMIT}),
    (B.DEPC, R.CHAIR): frozenset({READ, REPORT, DECIDE, WORK, APPOINT, TAKE_PART, CONVENE, PRESIDE, IDENTIFY, APPROVE}),
    (B.DEPC, R.CO_CHAIR): frozenset({READ, WORK, TAKE_PART, PRESIDE, APPROVE}),
    (B.DEPC, R.MEMBER): frozenset({READ, WORK, TAKE_PART, WRITE}),
    (B.SEPC, R.CONVENER): frozenset(
        {READ, REPORT, ANSWER, STEER, APPOINT, CONFIRM_HOLIDAYS, TAKE_PART, CONVENE, ENDORSE}
        | {WRITE, SUBMIT, APPROVE, ASSESS}
    ),
    (B.SEPC, R.CHAIR): frozenset(
        {READ, ANSWER, STEER, DECIDE, APPOINT, TAKE_PART, CONVENE, PRESIDE, ENDORSE, APPROVE, ASSESS}
    ),
    (B.SEPC, R.CO_CONVENER): frozenset({READ, TAKE_PART, CONVENE, WRITE, SUBMIT, APPROVE, ASSESS}),
    (B.SEPC, R.MEMBER): frozenset({READ, TAKE_PART, WRITE}),
    (B.REGIONAL_AUTHORITY, R.HEAD): frozenset({READ, STEER}),
    (B.REGIONAL_AUTHORITY, R.NODAL_OFFICER): frozenset({READ, STEER}),
    (B.STATE_DEPARTMENT, R.NODAL_OFFICER): ANSWERER,
    (B.STATE_DEPARTMENT, R.HEAD): ANSWERER,
    (B.DISTRICT_OFFICE, R.HEAD): frozenset({READ, WORK}),
    (B.DISTRICT_OFFICE, R.NODAL_OFFICER): frozenset({READ, WORK}),
    (B.CENTRAL_AGENCY, R.NODAL_OFFICER): ANSWERER,
    (B.CENTRAL_AGENCY, R.HEAD): ANSWERER,
    (B.APEX, R.NODAL_OFFICER): frozenset({READ, ANSWER, STEER, OVERSEE, APPOINT, CONFIRM_JURISDICTION, IMPORT}),
    (B.APEX, R.HEAD): frozenset({READ, ANSWER, STEER, OVERSEE, DECIDE, APPOINT, CONFIRM_JURISDICTION, IMPORT}),
}


def permissions_of(body_kind: str, role: str) -> frozenset[str]:
    """The permissions of a post; a post of no listed role (an observer) may only read."""
    return ROLES.get((body_kind, role), READER)
