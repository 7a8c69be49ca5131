"""The verdict of the quorum engine, in a sentence for the people in the room."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.quorum import CATEGORY, FEW, Lack, Verdict
from institutions.models import PostRole, SeatCategory


def sentence(verdict: Verdict) -> str:
    """How many are there of how many needed, and what is missing."""
    said = {"counted": verdict.counted, "needed": verdict.needed}
    if verdict.met:
        return _("Quorum: %(counted)s present, %(needed)s needed.") % said
    said["missing"] = "; ".join(lack_in_words(lack) for lack in verdict.lacks)
    return _("No quorum: %(counted)s present, %(needed)s needed; missing: %(missing)s.") % said


def lack_in_words(lack: Lack) -> str:
    if lack.kind == FEW:
        return ngettext("%(n)s more member", "%(n)s more members", lack.short) % {"n": lack.short}
    if lack.kind == CATEGORY:
        return _("a member for %(category)s") % {"category": SeatCategory(lack.what[0]).label}
    roles = [str(PostRole(role).label) for role in lack.what]
    return _("one of %(roles)s") % {"roles": " / ".join(roles)}
