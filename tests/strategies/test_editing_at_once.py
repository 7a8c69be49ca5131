"""Two connections that save one part at the same moment: both are kept, or the second is told."""

import pytest
from django.db import transaction

from institutions import clock
from strategies.editing import Conflict, Saved, save
from strategies.models import Edit
from tests.cast import MONDAY, build_cast
from tests.committees.test_concurrency import at_once, kinds
from tests.strategies.planning import drafted, prepared

pytestmark = pytest.mark.django_db(transaction=True)
PART = "section:products"


@pytest.fixture
def begun():
    with clock.freeze(MONDAY):
        cast = prepared(build_cast())
        plan = drafted(cast)
        with transaction.atomic():
            save(plan.case, PART, {"text": "Ginger.\nTurmeric."}, base=0, by=cast.actor("convener"))
        yield cast, plan


def saving(cast, plan, text: str, name: str):
    def job():
        with transaction.atomic():
            return save(plan.case, PART, {"text": text}, base=1, by=cast.actor(name))

    return job


def test_two_who_save_different_lines_at_once_are_merged(begun):
    cast, plan = begun
    found = at_once(
        MONDAY,
        saving(cast, plan, "Ginger, 4,000 tonnes.\nTurmeric.", "convener"),
        saving(cast, plan, "Ginger.\nTurmeric of Lakadong.", "member"),
    )
    assert sorted(one.number for one in found) == [2, 3]
    last = Edit.objects.filter(case=plan.case, part=PART).last()
    assert last.content == {"text": "Ginger, 4,000 tonnes.\nTurmeric of Lakadong."}


def test_of_two_who_save_one_line_at_once_the_second_is_told(begun):
    cast, plan = begun
    jobs = [saving(cast, plan, text, name) for text, name in [("Ginger!", "convener"), ("Ginger?", "member")]]
    found = at_once(MONDAY, *jobs)
    assert kinds(found) == [Conflict.__name__, Saved.__name__]


def test_saving_outside_a_transaction_is_refused_for_the_row_would_not_follow(begun):
    cast, plan = begun
    with pytest.raises(transaction.TransactionManagementError):
        save(plan.case, PART, {"text": "Ginger."}, base=1, by=cast.actor("convener"))
