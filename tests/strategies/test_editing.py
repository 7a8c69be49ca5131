"""Saving a part of a document: merged with colleagues, refused where it is locked, and never twice."""

import pytest
from django.core.exceptions import PermissionDenied

from strategies.editing import Conflict, Saved, save
from strategies.models import Edit
from tests.strategies.planning import drafted, go, submitted
from workflow.errors import NotNow

pytestmark = pytest.mark.django_db
PART = "section:industry-profile"
TEXT = "Three mills.\nTwo packhouses.\nOne exporter."


def kept(cast, plan, text: str, *, base: int, name: str = "convener"):
    return save(plan.case, PART, {"text": text}, base=base, by=cast.actor(name))


def test_the_first_state_of_a_part_is_number_one(planning):
    plan = drafted(planning)
    assert kept(planning, plan, TEXT, base=0) == Saved(1, {"text": TEXT})
    edit = Edit.objects.get(case=plan.case, part=PART)
    assert (edit.number, edit.base, edit.by_user, edit.by_post) == (
        1, 0, planning.convener.user, planning.convener.post,
    )  # fmt: skip


def test_two_persons_who_change_different_lines_both_get_what_they_wrote(planning):
    plan = drafted(planning)
    kept(planning, plan, TEXT, base=0)
    kept(planning, plan, TEXT.replace("Three", "Four"), base=1)
    saved = kept(planning, plan, TEXT.replace("One exporter", "Nine exporters"), base=1, name="member")
    assert saved == Saved(3, {"text": "Four mills.\nTwo packhouses.\nNine exporters."}, merged=True)
    assert list(Edit.objects.filter(case=plan.case).values_list("number", "base")) == [(1, 0), (2, 1), (3, 1)]


def test_two_persons_who_change_one_line_see_all_three_states_and_a_proposal(planning):
    plan = drafted(planning)
    kept(planning, plan, "One exporter.", base=0)
    kept(planning, plan, "Two exporters.", base=1)
    met = kept(planning, plan, "Nine exporters.", base=1, name="member")
    assert isinstance(met, Conflict)
    assert (met.base, met.theirs, met.mine) == (
        {"text": "One exporter."}, {"text": "Two exporters."}, {"text": "Nine exporters."},
    )  # fmt: skip
    assert met.merged == {"text": "Two exporters.\nNine exporters."}
    assert (met.number, met.clashes, met.by.by_user) == (2, ("text",), planning.convener.user)
    assert Edit.objects.filter(case=plan.case).count() == 2  # nothing was overwritten


def test_what_was_put_right_is_saved_on_the_state_it_was_merged_with(planning):
    plan = drafted(planning)
    kept(planning, plan, "One exporter.", base=0)
    kept(planning, plan, "Two exporters.", base=1)
    met = kept(planning, plan, "Nine exporters.", base=1, name="member")
    saved = kept(planning, plan, "Two exporters, soon nine.", base=met.number, name="member")
    assert saved == Saved(3, {"text": "Two exporters, soon nine."})


def test_the_same_state_sent_twice_is_kept_once(planning):
    plan = drafted(planning)
    assert kept(planning, plan, TEXT, base=0).number == 1
    assert kept(planning, plan, TEXT, base=0) == Saved(1, {"text": TEXT})
    assert Edit.objects.filter(case=plan.case).count() == 1


def test_a_base_nobody_knows_overwrites_nothing(planning):
    plan = drafted(planning)
    kept(planning, plan, "One exporter.", base=0)
    assert isinstance(kept(planning, plan, "Nine exporters.", base=77, name="member"), Conflict)


def test_of_two_who_began_with_a_state_from_before_edits_were_kept_the_second_is_told(planning):
    plan = drafted(planning)
    assert kept(planning, plan, "Two exporters.", base=1) == Saved(2, {"text": "Two exporters."})
    assert isinstance(kept(planning, plan, "Nine exporters.", base=1, name="member"), Conflict)


def test_lines_of_a_browser_end_as_all_others_do(planning):
    assert kept(planning, drafted(planning), "A\r\nB\rC", base=0).content == {"text": "A\nB\nC"}


@pytest.mark.parametrize("name", ["chair", "observer", "sibling", "sepc", "sepc_chair", "apex", "ra", "stranger"])
def test_nobody_but_the_writers_of_the_committee_changes_it(planning, name):
    with pytest.raises(PermissionDenied):
        kept(planning, drafted(planning), TEXT, base=0, name=name)


def test_a_submitted_document_is_locked_until_it_is_taken_back(planning):
    plan = submitted(planning)
    with pytest.raises(NotNow, match="copy it"):
        kept(planning, plan, TEXT, base=1)
    back = go(planning, plan, "recall", "convener", {"reason": "One mill more has opened since then."})
    assert isinstance(kept(planning, back, TEXT, base=1), Saved)
