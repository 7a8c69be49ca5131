"""What a bottleneck's page says of the meetings that dealt with it: to those who see the meetings, and nobody else."""

import pytest

from bottlenecks.models import Bottleneck
from tests.bottlenecks.stages import acknowledged
from tests.committees.committee import SENTENCE
from tests.committees.test_decisions import decide, session_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def dealt_with(committee) -> Bottleneck:
    """A bottleneck an agency has to answer, and about which its committee noted something in a meeting."""
    made = acknowledged(committee)
    decide(committee, *session_about(committee, made))
    return made


@pytest.mark.parametrize(("name", "told"), [("convener", True), ("sepc", True), ("agency", False)])
def test_the_words_of_a_committee_stay_with_those_who_see_its_meeting(client, committee, dealt_with, name, told):
    committee.login(client, name)
    page = client.get(f"/bottlenecks/{dealt_with.case.handle}/")
    assert page.status_code == 200
    assert (SENTENCE[:60] in page.text, "ML-RIBHOI-M-" in page.text) == (told, told)
