"""The administration pages: configuration is corrected with its history, and nothing goes round the engine."""

from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.urls import reverse
from pghistory.models import Event as HistoryEvent

from accounts.models import User
from bottlenecks.models import Area, Bottleneck, Category, Commitment, RoutingRule
from cases.models import Case, Event, Evidence, Involvement, Receipt
from escalations import clocks
from escalations.models import Calendar, Deadline, Escalation, Holiday, Pause, Policy, SweepRun
from institutions.models import Appointment, Body, Credential, Jurisdiction, Post
from notices.models import Delivery, Mail, Notice
from tests.bottlenecks.stages import committed
from tests.cast import DateRange, logged

pytestmark = pytest.mark.django_db

RECORDS = [
    Case, Event, Involvement, Evidence, Receipt, Bottleneck, Commitment, Deadline, Escalation, Pause, SweepRun, Notice,
    Mail, Delivery, Appointment, Credential,
]  # fmt: skip
KEPT = [Body, Post, Jurisdiction, Area, Category, RoutingRule, Policy, Calendar]
NOT_REGISTERED = {
    "cases.Remark": "free text of officers, erasable; shown where visible_to allows",
    "cases.Draft": "what somebody has typed and not submitted is theirs alone",
    "cases.ReferenceCounter": "a changed counter would give a reference twice",
    "notices.CaughtMail": "the demonstration's mailbox has its own page",
    "escalations.Holiday": "inline of its calendar, which counts the clocks afresh",
    "bottlenecks.BottleneckHSCode": "inline of its bottleneck",
    "geography.DistrictLineage": "inline of its district",
    "strategies.Printout": "made by workers, shown where it is asked for, and removed when nobody reads it",
    "strategies.Reading": "when somebody looked at a document is theirs alone",
    "strategies.Telling": "when somebody was told of comments: the notice says it",
    "strategies.TellingRound": "where the hourly job stands",
    "products.HSWord": "made from the texts of the classification",
    "products.ProductCode": "inline of its product",
    "products.TargetMarket": "inline of its product",
    "products.FacilityScope": "inline of its facility",
    "products.CertificateAlert": "inline of its certificate",
    "trade.RequirementMarkWithdrawal": "inline of its mark",
    "bottlenecks.Origin": "shown on its bottleneck and counted on the page of the market",
    "geography.Drawing": "load_geography and load_boundaries draw the map",
    "geography.Cell": "part of a drawing",
    "geography.Outline": "part of a drawing",
    "trade.RowProblem": "listed on the page of its table",
    "trade.MeasureCode": "which codes a measure covers; thousands of rows of a table",
    "trade.PublishedPlace": "settled by hand on its own page, which computes the figures again",
    "trade.PublishedItem": "settled by hand on its own page, which computes the figures again",
    "trade.PublishedPartner": "settled by hand on its own page, which computes the figures again",
    "trade.Flow": "millions of rows; totals stand at the slice",
    "trade.FlowSum": "what figures are computed from",
    "trade.Computation": "stands on every figure as its method and version",
    "trade.DistrictFigures": "on the page of the district",
    "trade.ItemFigures": "on the page of the product's code",
    "trade.PairFigures": "on the page of the district; partitioned",
    "trade.SectorShare": "on the page of the brief",
    "committees.AgendaItem": "inline of its meeting",
    "committees.Attendance": "inline of its meeting",
    "committees.Recusal": "why a member left an item is for those who see the meeting",
    "committees.Paper": "a link between an item and its evidence",
    "committees.MinuteText": "drafts of minutes are the committee's own until they are circulated",
    "committees.Objection": "what members object to is the committee's own",
    "committees.Answer": "how a member voted by circulation is the committee's own",
    "committees.MissedMeeting": "inline of its list",
    "committees.SubGroupSeat": "inline of its sub-group",
    "committees.SignOff": "inline of its traineeship",
    "committees.CalendarFeed": "the secret address of one person's calendar",
    "strategies.Section": "the text of a draft is its committee's own",
    "strategies.Edit": "what a draft said at each save is its committee's own",
    "strategies.Comment": "what is said of a draft is the committees' own",
    "strategies.CommentStep": "what is said of a draft is the committees' own",
    "strategies.Approval": "inline of its version",
    "strategies.PlanProduct": "inline of its plan",
    "strategies.Intervention": "inline of its plan",
    "strategies.Target": "on the pages of its document and in its versions",
    "strategies.TargetYear": "on the pages of its document and in its versions",
    "strategies.Overlap": "on the page of its plan",
    "strategies.StrategyItem": "inline of its strategy",
    "strategies.ItemSource": "on the page of its strategy",
    "strategies.MoneyEntry": "on the page of its plan",
    "strategies.Pledge": "names of firms are for those who run the round",
    "strategies.Lot": "names of firms are for those who run the round",
    "strategies.Dispatch": "on the page of its round",
    "strategies.Progress": "on the page of its document",
    "strategies.Measure": "on the page of its document",
}


@pytest.fixture
def office(client, cast, at_monday):
    client.force_login(User.objects.create_superuser("root@deh.invalid", name="Root"))
    return client


def address(model, action="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


def test_every_model_is_registered_or_left_out_for_a_reason():
    missing = {
        model._meta.label
        for name in settings.PORTAL_APPS
        for model in apps.get_app_config(name).get_models()
        if not admin.site.is_registered(model) and not issubclass(model, HistoryEvent)
    }
    assert missing == set(NOT_REGISTERED)


def test_every_list_opens_and_can_be_searched(office, cast):
    committed(cast)
    for model, page in admin.site._registry.items():
        query = {"q": "ml"} if page.get_search_fields(None) else {}
        assert office.get(address(model)).status_code == 200, model
        assert office.get(address(model), query).status_code == 200, model


@pytest.mark.parametrize("model", RECORDS)
def test_even_a_superuser_only_reads_what_operations_wrote(office, cast, model):
    committed(cast)
    page = admin.site._registry[model]
    request = office.get(address(model)).wsgi_request
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
    assert page.get_actions(request) == {}
    assert office.get(address(model, "add")).status_code == 403
    row, many = model.objects.first(), model.objects.count()
    if row:
        assert office.get(address(model, "change", row.pk)).status_code == 200
        assert office.post(address(model, "change", row.pk), {"status": "closed"}).status_code == 403
        assert office.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    picked = {"action": "delete_selected", "_selected_action": row.pk if row else 1}
    assert office.post(address(model), picked).status_code == 403
    assert model.objects.count() == many


def test_nothing_that_is_kept_can_be_deleted(office, cast):
    for model in KEPT:
        page, row = admin.site._registry[model], model.objects.first()
        assert not page.has_delete_permission(office.get(address(model)).wsgi_request)
        if row:
            assert office.get(address(model, "change", row.pk)).status_code == 200
            assert office.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_anonymous_people_and_officers_do_not_get_in(client, cast):
    assert client.get("/admin/").status_code == 302
    cast.login(client, "apex")
    assert client.get(address(Body)).status_code in (302, 403)


def form_of(row: models.Model, **changes) -> dict:
    """What the browser sends for a form left as it is, but for the changes."""
    sent = {}
    for field in row._meta.fields:
        value = field.value_from_object(row)
        if value is None:
            continue
        if field.name == "during":
            sent |= {"during_0": value.lower or "", "during_1": value.upper or ""}
        else:
            sent[field.name] = value
    return {**sent, **changes}


def test_a_body_is_renamed_with_history_and_its_code_stays(office, cast):
    row = cast.apeda
    sent = form_of(row, name="Agency for Farm Exports", code="OTHER")
    assert office.post(address(Body, "change", row.pk), sent).status_code == 302
    row.refresh_from_db()
    assert (row.code, row.name) == ("APEDA", "Agency for Farm Exports")
    page = office.get(address(Body, "change", row.pk)).content.decode()
    assert "events-admin" in page
    history = office.get("/admin/pghistory/events/", {"method": "tracks", "obj": f"institutions.Body:{row.pk}"})
    assert history.status_code == 200
    assert history.context["cl"].result_count == 1


def test_a_changed_policy_has_a_new_version_and_running_clocks_keep_theirs(office, cast):
    running = clocks.running(logged(cast).case)
    row = Policy.objects.get(pk=running.policy_id)
    sent = form_of(row, act_days=25, version=row.version)
    assert office.post(address(Policy, "change", row.pk), sent).status_code == 302
    was = row.version
    row.refresh_from_db()
    assert (row.act_days, row.version) == (25, was + 1)
    assert Deadline.objects.get(pk=running.pk).policy_version == was


def test_two_policies_for_one_rung_are_refused_in_words(office, cast):
    row = Policy.objects.first()
    later = DateRange(date(2030, 1, 1), None)
    fields = {field.name: getattr(row, field.name) for field in Policy._meta.fields if field.name != "id"}
    Policy.objects.filter(pk=row.pk).update(during=DateRange(date(2020, 1, 1), later.lower))
    Policy.objects.create(**{**fields, "during": later})
    answer = office.post(address(Policy, "change", row.pk), form_of(row, during_1="2031-01-01"))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors


def test_a_holiday_entered_here_moves_the_running_clocks(office, cast, django_capture_on_commit_callbacks):
    running = clocks.running(logged(cast).case)
    row = running.calendar
    sent = form_of(row)
    sent |= {"holidays-TOTAL_FORMS": 1, "holidays-INITIAL_FORMS": 0}
    sent |= {"holidays-0-day": "2026-03-04", "holidays-0-name": "Holi", "holidays-0-state": "confirmed"}
    was = row.version
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(address(Calendar, "change", row.pk), sent).status_code == 302
    assert Holiday.objects.get().day == date(2026, 3, 4)
    after = Deadline.objects.get(pk=running.pk)
    assert after.due_at > running.due_at
    assert after.calendar_version == Calendar.objects.get(pk=row.pk).version == was + 1


def test_a_district_is_proposed_here_and_never_confirmed(office, cast):
    sent = {
        "body": cast.ra_shillong.pk, "district": cast.khasi.pk, "during_0": "2026-01-01", "during_1": "",
        "confirmed": "on", "source": "Letter 1",
    }  # fmt: skip
    assert office.post(address(Jurisdiction, "add"), sent).status_code == 302
    assert not Jurisdiction.objects.get(district=cast.khasi).confirmed


def test_the_demonstration_is_marked_here_too(office, settings):
    assert "demo-bar" not in office.get("/admin/").content.decode()
    settings.DEMO = True
    page = office.get("/admin/").content.decode()
    assert "demo-bar" in page
    assert "css/admin.css" in page
