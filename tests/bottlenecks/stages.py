"""How a bottleneck gets to the stage at which a move is tried, and what the move is filled in with."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from bottlenecks.actions import draft
from escalations import clocks
from escalations.sweep import sweep
from institutions import clock
from tests.cast import DETAILS, OPENING, STATE_DETAILS, Cast, go, logged

REASON = "The reason is written out here in a full sentence."


def pdf() -> SimpleUploadedFile:
    content = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    return SimpleUploadedFile("report.pdf", content, content_type="application/pdf")


def in_days(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


# Stages, each built on the one before ------------------------------------------------------------------------------


def as_draft(cast: Cast):
    return draft(by=cast.actor("convener"), district=cast.ribhoi, data=OPENING)


def as_open(cast: Cast):
    """With the committee, assigned to the lead bank."""
    return go(cast, logged(cast), "assign", "convener", {"post": cast.member.post.pk, "until": in_days(10)})


def at_state(cast: Cast):
    """Level 1, on its way to EIC."""
    return go(cast, as_open(cast), "raise", "convener", {"body": "EIC", "reason": REASON})


def at_agency(cast: Cast):
    """Level 2: with APEDA, after EIC sent it on."""
    made = go(cast, at_state(cast), "forward", "sepc")
    return go(cast, made, "transfer", "former_agency", {"body": "APEDA", "reason": REASON})


def acknowledged(cast: Cast):
    return go(cast, at_agency(cast), "acknowledge", "agency")


def asked(cast: Cast):
    return go(cast, acknowledged(cast), "ask_information", "agency", {"question": REASON})


def committed(cast: Cast):
    return go(
        cast, acknowledged(cast), "commit", "agency", {"due_on": in_days(20), "deliverable": "The laboratory opens"}
    )


def declined(cast: Cast):
    return go(cast, acknowledged(cast), "decline", "agency", {"decision": REASON})


def resolved(cast: Cast):
    return go(cast, acknowledged(cast), "report_resolution", "agency", {"result": REASON})


def watched(cast: Cast):
    return go(cast, resolved(cast), "watch", "convener", {"note": REASON, "watch_until": in_days(60)})


def paused(cast: Cast):
    return go(cast, acknowledged(cast), "pause", "sepc", filled("pause"))


def closed_locally(cast: Cast):
    data, files = filled("resolve_locally"), {"evidence": pdf()}
    return go(cast, as_open(cast), "resolve_locally", "convener", data, files=files)


def state_owned_with_sepc(cast: Cast):
    """State-owned, level 2: the department was silent."""
    made = go(cast, logged(cast, STATE_DETAILS), "raise", "convener")
    return climb(made)


def at_apex(cast: Cast):
    """Level 4: agency and its head were silent."""
    return climb(climb(at_agency(cast)))


def climb(made):
    """Let the running clock run out."""
    with clock.freeze(clocks.running(made.case).due_at + timedelta(minutes=1)):
        sweep()
    made.refresh_from_db()
    made.case.refresh_from_db()
    return made


def filled(verb: str) -> dict:
    """Valid inputs for a verb."""
    closing = {"outcome": REASON, "proof": "TC-1234"}
    inputs = {
        "describe": DETAILS,
        "report_progress": {"text": "The bank has opened a counter."},
        "resolve_locally": closing,
        "raise": {},
        "give_information": {"answer": "Forty samples a month."},
        "appeal": {"reason": REASON},
        "confirm": closing,
        "close": closing,
        "watch": {"note": REASON, "watch_until": in_days(60)},
        "reopen": {"reason": REASON},
        "reopen_here": {"reason": REASON},
        "withdraw": {"reason": REASON},
        "ask_information": {"question": REASON},
        "reply_interim": {"reply": REASON, "due_on": in_days(20)},
        "commit": {"due_on": in_days(20), "deliverable": "The laboratory opens"},
        "revise_commitment": {"due_on": in_days(30), "deliverable": "The laboratory opens"},
        "transfer": {"body": "FSSAI", "reason": REASON},
        "decline": {"decision": REASON},
        "report_resolution": {"result": REASON},
        "refer_to_centre": {"body": "APEDA", "reason": REASON},
        "reassign": {"body": "FSSAI", "reason": REASON},
        "elevate": {"forum": "Board of Trade", "review_on": in_days(40), "note": REASON},
        "pause": {"reason": "court", "ends_on": in_days(20), "order_reference": "WP 12/2026"},
        "note": {"text": "Read the annex."},
    }
    return inputs.get(verb, {})


NEEDS_DOCUMENT = frozenset({"resolve_locally", "confirm", "close"})
