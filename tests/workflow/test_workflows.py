"""Promises every workflow keeps, whatever its kind."""

import pytest
from django.conf import settings

from workflow.drawing import document
from workflow.engine import Inputs, workflows

KINDS = pytest.mark.parametrize("workflow", workflows(), ids=lambda workflow: workflow.kind)


def test_the_drawings_are_fresh():
    drawn = (settings.BASE_DIR / "docs" / "workflows.md").read_text(encoding="utf-8")
    assert drawn == document(), "run `manage.py draw_workflows`"


@KINDS
def test_every_status_is_reachable_and_can_be_left_unless_it_ends_the_case(workflow):
    reached, entered, left = {workflow.initial}, set(), set()
    for transition in workflow.transitions:
        left.update(transition.sources)
        if transition.target:
            entered.add(transition.target)
    for _round in workflow.statuses:
        reached |= {t.target for t in workflow.transitions if t.target and reached & set(t.sources)}
    assert reached == set(workflow.statuses.values)
    assert left | workflow.terminal == set(workflow.statuses.values)


REPEATABLE = {
    *("describe", "correct", "build_agenda", "move_item", "record_attendance"),  # the same again changes nothing
    *("reassign", "drop_item"),  # the same again is no valid choice
}


@KINDS
def test_a_move_to_the_same_status_is_guarded_against_happening_twice(workflow):
    unguarded = [
        t.verb
        for t in workflow.transitions
        if (t.target is None or t.target in t.sources) and t.still is None and t.offered is None
    ]
    assert set(unguarded) <= REPEATABLE


@KINDS
def test_every_move_has_a_label_and_its_words_are_one_of_its_inputs(workflow):
    for transition in workflow.transitions:
        assert str(transition.label)
        assert issubclass(transition.inputs, Inputs)
        assert transition.inputs.words in ("", *transition.inputs.base_fields)
