"""Administration of committees: the rules are corrected with their history, the work is read and never edited."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from committees.models import (
    ActionPoint,
    Circulation,
    Competency,
    CompositionRow,
    Constitution,
    Decision,
    Erratum,
    Meeting,
    MeetingReview,
    ProcedureRule,
    Revival,
    Seal,
    Series,
    SubGroup,
    Traineeship,
)
from committees.procedure import rules_of
from institutions import clock
from tests.cast import MONDAY, DateRange
from tests.committees import constituted
from tests.committees.committee import held

pytestmark = pytest.mark.django_db

RECORDS = [
    Constitution, SubGroup, Series, Meeting, Decision, Seal, Erratum, ActionPoint, Circulation, MeetingReview, Revival,
    Traineeship,
]  # fmt: skip
KEPT = [ProcedureRule, CompositionRow, Competency]
FROM = date(2026, 4, 1)


@pytest.fixture
def office(client, committee):
    client.force_login(User.objects.create_superuser("root@deh.invalid", name="Root"))
    return client


def address(model, action="changelist", *args):
    return reverse(f"admin:committees_{model._meta.model_name}_{action}", args=args)


def form_of(row, **changes) -> dict:
    """What the browser sends for a form left as it is, but for the changes."""
    sent = {field.name: field.value_from_object(row) for field in row._meta.fields}
    if "during" in sent:
        during = sent.pop("during")
        sent |= {"during_0": during.lower or "", "during_1": during.upper or ""}
    return {name: value for name, value in {**sent, **changes}.items() if value not in (None, False)}


@pytest.mark.parametrize("model", RECORDS)
def test_even_a_superuser_only_reads_what_a_committee_did(office, committee, model):
    constituted.listed(committee)
    held(committee)
    page = admin.site._registry[model]
    request = office.get(address(model), {"q": "ml"}).wsgi_request
    assert not (page.has_add_permission(request) or page.has_change_permission(request))
    assert not page.has_delete_permission(request)
    assert office.get(address(model, "add")).status_code == 403
    row = model.objects.first()
    if row:
        assert office.get(address(model, "change", row.pk)).status_code == 200
        assert office.post(address(model, "change", row.pk), {"number": "9"}).status_code == 403
        assert office.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", KEPT)
def test_rules_are_changed_here_and_never_deleted(office, model):
    row = model.objects.first()
    assert office.get(address(model), {"q": "x"}).status_code == 200
    assert office.post(address(model, "change", row.pk), form_of(row)).status_code == 302
    assert office.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_a_committee_gets_rules_of_its_own_by_its_order(office, committee):
    general = ProcedureRule.objects.get(kind="depc", body=None)
    own = form_of(general, body=committee.depc_ribhoi.pk, source="Order 7/2026", interval_months=2,
                  quorum_number=4, during_0=FROM.isoformat())  # fmt: skip
    own.pop("id")
    assert office.post(address(ProcedureRule, "add"), own).status_code == 302
    assert rules_of(committee.depc_ribhoi, MONDAY.date()) == general
    found = rules_of(committee.depc_ribhoi, FROM)
    assert (found.source, found.interval_months, found.quorum_number) == ("Order 7/2026", 2, 4)
    assert rules_of(committee.depc_khasi, FROM) == general


def test_two_rules_at_a_time_and_a_rule_nobody_can_read_are_refused_in_words(office, committee):
    general = ProcedureRule.objects.get(kind="depc", body=None)
    twin = form_of(general)
    twin.pop("id")
    assert office.post(address(ProcedureRule, "add"), twin).context["adminform"].form.errors
    for wrong in ({"required": "chair and co-chair"}, {"minima": "bank"}, {"interval_months": 0},
                  {"quorum_numerator": 4}, {"quorum_denominator": "0"}):  # fmt: skip
        answer = office.post(address(ProcedureRule, "change", general.pk), form_of(general, **wrong))
        assert answer.status_code == 200, wrong
        assert answer.context["adminform"].form.errors, wrong
    general.refresh_from_db()
    assert (general.required, general.interval_months) == ("chair|co_chair", 3)


def test_a_rule_is_followed_by_another_from_a_day_on(office, committee):
    general = ProcedureRule.objects.get(kind="depc", body=None)
    sent = form_of(general, during_1=FROM.isoformat())
    assert office.post(address(ProcedureRule, "change", general.pk), sent).status_code == 302
    later = form_of(general, interval_months=4, during_0=FROM.isoformat(), source="Circular 3/2026")
    later.pop("id")
    assert office.post(address(ProcedureRule, "add"), later).status_code == 302
    assert rules_of(committee.depc_khasi, date(2026, 3, 31)).interval_months == 3
    assert rules_of(committee.depc_khasi, FROM).interval_months == 4
    assert ProcedureRule.objects.get(pk=general.pk).during == DateRange(general.during.lower, FROM)


def test_a_change_of_the_rules_keeps_what_they_were(office):
    general = ProcedureRule.objects.get(kind="depc", body=None)
    sent = form_of(general, notice_days=10)
    assert office.post(address(ProcedureRule, "change", general.pk), sent).status_code == 302
    query = {"method": "tracks", "obj": f"committees.ProcedureRule:{general.pk}"}
    history = office.get("/admin/pghistory/events/", query)
    assert history.context["cl"].result_count >= 1


def test_the_link_to_join_online_is_not_shown_here(office, committee):
    with clock.freeze(MONDAY):
        meeting = held(committee)
    Meeting.objects.update(online_link="https://meet.invalid/secret")
    assert "meet.invalid" not in office.get(address(Meeting, "change", meeting.pk)).content.decode()
