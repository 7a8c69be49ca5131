"""Progress: the planned path, the one rule of colours, entries that are corrected and never overwritten."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.http import QueryDict
from django.urls import reverse

from cases.models import Draft
from escalations.models import Allowance
from institutions import clock
from strategies.models import Adoption, ItemSource, Measure, Progress, StrategyItem, Target, Version
from strategies.monitoring.entry import rows_of, save_rows
from strategies.monitoring.measures import record_measures
from strategies.monitoring.quarters import Quarter, parse, quarter_at, quarter_of
from strategies.monitoring.rule import colour_of, judged, planned, rule
from strategies.monitoring.waiting import progress_to_report
from strategies.versions.content import content_of, fingerprint
from tests.strategies.funded import at, in_force, intervention, target
from tests.strategies.planning import adopted, drafted, go, strategy_drafted
from workflow.errors import NotNow

pytestmark = pytest.mark.django_db
Q1, Q2, Q3, Q4 = (Quarter(2026, number) for number in (1, 2, 3, 4))


@pytest.fixture
def monitored(planning):
    """The cast with an adopted plan: `row` goes from 0 to 12 in 2026-27, `aim` from 0 to 100 of exports."""
    planning.plan = drafted(planning)
    planning.row, planning.aim = intervention(planning.plan), target(planning.plan.case)
    in_force(planning.plan)
    return planning


def report(cast, measure, quarter, name="convener", files=None, **said):
    data = {f"m{measure.pk}-{field}": value for field, value in said.items()}
    return save_rows(by=cast.actor(name), document=cast.plan, quarter=quarter, data=_posted(data), files=files or {},
                     only=f"m{measure.pk}")  # fmt: skip


def _posted(data):
    posted = QueryDict(mutable=True)
    posted.update(data)
    return posted


def measure_of(thing, **facts) -> Measure:
    kind = "target" if isinstance(thing, Target) else "intervention"
    return Measure.objects.in_force().get(**{kind: thing}, **facts)


def verdict_on(day, thing, **facts) -> str:
    with clock.freeze(at(day)):
        return judged(Measure.objects.in_force(), rule()).get(pk=measure_of(thing, **facts).pk).verdict


class TestQuarters:
    @pytest.mark.parametrize(
        ("day", "quarter"),
        [("2026-04-01", Q1), ("2026-06-30", Q1), ("2026-12-31", Q3), ("2027-01-01", Q4), ("2027-03-31", Q4)],
    )
    def test_a_financial_year_begins_in_april(self, day, quarter):
        found = quarter_of(date.fromisoformat(day))
        assert found == quarter and found.starts_on <= date.fromisoformat(day) <= found.ends_on
        assert quarter_at(found.index) == found and parse(found.slug) == found

    @pytest.mark.parametrize("slug", ["2026-5", "2026", "26-1", "2026-0", "x-1", "２０２６-1"])
    def test_an_address_that_is_no_quarter_is_none(self, slug):
        assert parse(slug) is None


class TestMeasures:
    def test_adoption_writes_down_what_was_promised(self, planning):
        plan = adopted(planning)
        rows = Measure.objects.in_force().filter(intervention__isnull=False)
        assert {row.intervention for row in rows} == set(plan.interventions.all())

    def test_exports_begin_at_zero_each_year_and_other_figures_where_the_year_before_ended(self, planning):
        plan = drafted(planning)
        exports = target(plan.case)
        facts = {"kind": "exporters", "unit": "exporters", "baseline": Decimal(10), "years": {2026: 15, 2027: 30}}
        exporters = target(plan.case, "Exporters", **facts)
        in_force(plan)

        def path(thing):
            rows = Measure.objects.filter(target=thing).order_by("year")
            return list(rows.values_list("year", "baseline", "goal"))

        assert path(exports) == [(2026, 0, 100), (2027, 0, 200)]
        assert path(exporters) == [(2026, 10, 15), (2027, 15, 30)]

    def test_the_path_goes_evenly_from_the_baseline_to_the_target(self, monitored):
        rows = Measure.objects.filter(intervention=monitored.row)
        quarters = (Quarter(2025, 4), Q1, Q2, Q4, Quarter(2027, 2))
        path = [rows.annotate(p=planned(Value(q.year), Value(q.number))).get().p for q in quarters]
        assert path == [0, Decimal("2.9918"), Decimal("6.0164"), 12, 12]

    def test_a_revision_being_drafted_moves_no_colour(self, monitored):
        with clock.freeze(at("2026-07-10")):
            report(monitored, measure_of(monitored.row), Q1, actual="3")
        before = verdict_on("2026-08-10", monitored.row)
        monitored.row.target = Decimal(1200)
        monitored.row.save()
        assert verdict_on("2026-08-10", monitored.row) == before == "on_path"

    def test_what_was_reported_counts_on_after_the_next_adoption(self, monitored):
        with clock.freeze(at("2026-07-10")):
            report(monitored, measure_of(monitored.row), Q1, actual="3")
            go(monitored, monitored.plan, "revise", "convener", {"reason": "The third mill was built by others."})
            monitored.plan.case.adoptions.update(ended_at=clock.now())
            monitored.plan.case.refresh_from_db()
            _second(monitored.plan)
        assert measure_of(monitored.row).latest.actual == 3


def _second(plan):
    content = content_of(plan.case)
    version = Version.objects.create(case=plan.case, number=2, cycle=2, content=content, sha256=fingerprint(content),
                                     by_post=plan.body.posts.get(role="convener"), at=clock.now())  # fmt: skip
    adoption = Adoption.objects.create(case=plan.case, version=version, order_number="DIC/2", order_date=clock.today(),
                                       adopted_at=clock.now())  # fmt: skip
    record_measures(adoption)


class TestRule:
    """Judged on 10 August 2026: the first quarter's report was due on 30 July, its path is 2.9918 of 12."""

    @pytest.mark.parametrize(
        ("actual", "verdict"),
        [
            ("12", "reached"),
            ("2.70", "on_path"),
            ("2.69", "close"),
            ("2.10", "close"),
            ("2.09", "behind"),
            ("0", "behind"),
        ],
    )
    def test_nine_tenths_of_the_path_are_green_and_seven_tenths_amber(self, monitored, actual, verdict):
        with clock.freeze(at("2026-07-10")):
            report(monitored, measure_of(monitored.row), Q1, actual=actual)
        assert verdict_on("2026-08-10", monitored.row) == verdict

    def test_the_thresholds_are_those_of_the_configuration(self, monitored):
        with clock.freeze(at("2026-07-10")):
            report(monitored, measure_of(monitored.row), Q1, actual="1.6")
        assert verdict_on("2026-08-10", monitored.row) == "behind"
        Allowance.objects.create(code="progress-amber-percent", value=50, title="Amber", source="Test order")
        assert verdict_on("2026-08-10", monitored.row) == "close"

    @pytest.mark.parametrize(
        ("day", "verdict"),
        [
            ("2026-03-10", "not_started"),
            ("2026-06-10", "awaited"),
            ("2026-10-29", "awaited"),  # the second quarter is due on the 30th
            ("2026-10-31", "silent"),
            ("2027-05-01", "overdue"),
        ],
    )
    def test_nothing_reported_is_grey_until_two_quarters_are_missing(self, monitored, day, verdict):
        assert verdict_on(day, monitored.row) == verdict

    def test_a_figure_two_quarters_old_is_red(self, monitored):
        with clock.freeze(at("2026-07-10")):
            report(monitored, measure_of(monitored.row), Q1, actual="3")
        assert verdict_on("2027-01-29", monitored.row) == "on_path"
        assert verdict_on("2027-01-31", monitored.row) == "silent"

    def test_fewer_is_better_where_the_target_is_below_the_baseline(self, planning):
        planning.plan = drafted(planning)
        row = intervention(planning.plan, baseline=Decimal(30), target=Decimal(6), unit="days")
        in_force(planning.plan)
        with clock.freeze(at("2026-10-10")):
            report(planning, measure_of(row), Q2, actual="24")
        assert verdict_on("2026-11-10", row) == "behind"  # half of the way was planned, a quarter is made
        with clock.freeze(at("2026-10-11")):
            report(planning, measure_of(row), Q2, actual="18", seen="1")
        assert verdict_on("2026-11-10", row) == "on_path"

    def test_a_planned_figure_of_the_quarter_outranks_the_path(self, monitored):
        with clock.freeze(at("2026-07-10")):
            report(monitored, measure_of(monitored.row), Q1, actual="1", planned="1")
        assert verdict_on("2026-08-10", monitored.row) == "on_path"

    def test_a_target_of_a_year_is_judged_by_its_share_when_the_year_is_over(self, monitored):
        with clock.freeze(at("2027-04-10")):
            report(monitored, measure_of(monitored.aim, year=2026), Q4, actual="91")
        assert verdict_on("2027-05-10", monitored.aim, year=2026) == "on_path"
        assert verdict_on("2029-05-10", monitored.aim, year=2026) == "on_path"

    def test_without_figures_and_dates_there_is_no_colour(self, planning):
        planning.plan = drafted(planning)
        row = intervention(planning.plan, baseline=None)
        in_force(planning.plan)
        assert colour_of(verdict_on("2028-01-01", row)) == "grey"


class TestEntries:
    @pytest.fixture(autouse=True)
    def in_july(self, monitored):
        with clock.freeze(at("2026-07-10")):
            yield

    def test_a_correction_is_a_new_entry_and_the_old_one_stays(self, monitored):
        measure = measure_of(monitored.row)
        report(monitored, measure, Q1, actual="30")
        report(monitored, measure, Q1, actual="3", note="A digit too many.", seen="1")
        assert list(Progress.objects.values_list("number", "actual")) == [(1, 30), (2, 3)]
        assert measure_of(monitored.row).latest.actual == 3
        with pytest.raises(IntegrityError), transaction.atomic():
            Progress.objects.update(actual=5)

    def test_the_same_sent_twice_is_one_entry(self, monitored):
        for _time in range(2):
            report(monitored, measure_of(monitored.row), Q1, actual="3", note="Two lines run.")
        assert Progress.objects.count() == 1

    def test_a_figure_taken_back_leaves_the_quarter_before_it_in_force(self, monitored):
        with clock.freeze(at("2026-10-10")):
            measure = measure_of(monitored.row)
            report(monitored, measure, Q1, actual="3")
            report(monitored, measure, Q2, actual="6")
            report(monitored, measure, Q2, actual="", note="It was of another packhouse.", seen="1")
        assert (measure_of(monitored.row).latest.quarter, Progress.objects.count()) == (1, 3)

    def test_who_wrote_meanwhile_is_named_and_nothing_is_overwritten(self, monitored):
        measure = measure_of(monitored.row)
        report(monitored, measure, Q1, actual="3", seen="0")
        row = next(r for r in report(monitored, measure, Q1, "member", actual="4", seen="0") if r.form)
        assert "entered 3" in row.form.non_field_errors()[0]
        assert Progress.objects.get().actual == 3
        report(monitored, measure, Q1, "member", actual="4", seen=row.form["seen"].value())
        assert measure_of(monitored.row).latest.actual == 4

    def test_a_default_planned_figure_is_not_kept(self, monitored):
        report(monitored, measure_of(monitored.row), Q1, actual="3", planned="2.9918")
        assert Progress.objects.get().planned is None

    def test_of_a_quarter_to_come_only_the_plan_is_entered(self, monitored):
        row = next(r for r in report(monitored, measure_of(monitored.row), Q3, actual="3") if r.form)
        assert "has not begun" in row.form.errors["actual"][0]
        report(monitored, measure_of(monitored.row), Q3, planned="5")
        assert Progress.objects.get().planned == 5

    def test_evidence_is_kept_with_the_entry_and_carried_to_its_correction(self, monitored):
        paper = SimpleUploadedFile("visit.pdf", b"%PDF-1.4\n% a report\n%%EOF", content_type="application/pdf")
        measure = measure_of(monitored.row)
        report(monitored, measure, Q1, actual="3", files={f"m{measure.pk}-evidence": paper})
        report(monitored, measure, Q1, actual="4", seen="1")
        assert [entry.evidence.name for entry in Progress.objects.select_related("evidence")] == ["visit.pdf"] * 2

    @pytest.mark.parametrize("name", ["chair", "co_chair", "observer", "sibling", "sepc", "ra", "apex", "expired"])
    def test_only_those_who_write_for_the_committee_enter(self, monitored, name):
        with pytest.raises(PermissionDenied):
            report(monitored, measure_of(monitored.row), Q1, name, actual="3")

    def test_nothing_is_entered_before_the_adoption(self, monitored):
        monitored.plan.case.adoptions.update(ended_at=clock.now())
        with pytest.raises(NotNow, match="adopted"):
            save_rows(by=monitored.actor("convener"), document=monitored.plan, quarter=Q1, data=_posted({}), files={})

    def test_a_quarter_asks_for_what_has_begun_and_for_the_targets_of_its_year(self, monitored):
        later = Quarter(2025, 4)
        asked = [row.measure for row in rows_of(monitored.plan.case, Q1)]
        assert [one.intervention or one.target for one in asked] == [monitored.row, monitored.aim]
        assert rows_of(monitored.plan.case, later) == []

    def test_the_convener_is_asked_for_the_quarter_until_it_is_reported(self, monitored):
        (asked,) = progress_to_report(monitored.actor("convener"))
        assert ("2 figures" in asked.what, asked.due_on, asked.late) == (True, date(2026, 7, 30), False)
        report(monitored, measure_of(monitored.row), Q1, actual="3")
        report(monitored, measure_of(monitored.aim, year=2026), Q1, actual="20")
        assert list(progress_to_report(monitored.actor("convener"))) == []
        assert list(progress_to_report(monitored.actor("sibling"))) == []


class TestPages:
    @pytest.fixture(autouse=True)
    def in_july(self, monitored):
        with clock.freeze(at("2026-07-10")):
            yield

    @pytest.fixture
    def page(self, monitored, client):
        monitored.login(client, "convener")
        return reverse("progress-entry", args=[monitored.plan.case.handle, "2026-1"])

    def test_one_row_is_saved_and_what_was_typed_into_the_others_stays(self, monitored, client, page):
        first, second = measure_of(monitored.row), measure_of(monitored.aim, year=2026)
        typed = {f"m{first.pk}-actual": "3", f"m{second.pk}-actual": "not sure yet 19", "only": f"m{first.pk}"}
        answer = client.post(page, typed)
        assert answer.status_code == 200
        assert "not sure yet 19" in answer.content.decode()
        assert Progress.objects.get().intervention == monitored.row

    def test_a_wrong_row_comes_back_as_it_was_typed_and_the_right_ones_are_saved(self, monitored, client, page):
        first, second = measure_of(monitored.row), measure_of(monitored.aim, year=2026)
        answer = client.post(page, {f"m{first.pk}-actual": "three", f"m{second.pk}-actual": "1,900.5"})
        assert answer.status_code == 422
        assert 'value="three"' in answer.content.decode()
        assert Progress.objects.get().actual == Decimal("1900.5")

    def test_all_rows_saved_lead_back_to_the_page_with_their_figures(self, monitored, client, page):
        first = measure_of(monitored.row)
        answer = client.post(page, {f"m{first.pk}-actual": "3", f"m{first.pk}-note": "One line runs."}, follow=True)
        assert "1 row is saved" in answer.content.decode()
        assert "One line runs." in answer.content.decode()

    def test_what_was_typed_and_not_sent_is_there_again_after_the_line_dropped(self, monitored, client, page):
        first = measure_of(monitored.row)
        draft = reverse("progress-draft", args=[monitored.plan.case.handle, "2026-1"])
        assert client.post(draft, {f"m{first.pk}-note": "The second line is being mounted."}).status_code == 200
        assert "The second line is being mounted." in client.get(page).content.decode()
        client.post(page, {f"m{first.pk}-note": "The second line is being mounted."})
        assert not Draft.objects.exists()

    def test_the_page_of_progress_shows_the_rule_and_why(self, monitored, client, page):
        first = measure_of(monitored.row)
        client.post(page, {f"m{first.pk}-actual": "2.2"})
        shown = client.get(reverse("document-progress", args=[monitored.plan.case.handle])).content.decode()
        assert "at least 90 per cent of the planned path" in shown
        assert "Somewhat behind: 74 per cent of the planned path" in shown

    @pytest.mark.parametrize(
        ("name", "status"),
        [("convener", 200), ("member", 200), ("chair", 403), ("sepc", 403), ("sibling", 404), ("other_sepc", 404)],
    )
    def test_who_opens_the_form(self, monitored, client, page, name, status):
        monitored.login(client, name)
        assert client.get(page).status_code == status

    def test_a_strategy_shows_the_colours_of_its_items_districts(self, monitored, client):
        strategy = in_force(strategy_drafted(monitored))
        item = StrategyItem.objects.create(strategy=strategy, code="S-90", title="Packhouses in two districts")
        ItemSource.objects.create(item=item, strategy=strategy, intervention=monitored.row, version_number=1, said={})
        monitored.login(client, "sepc")
        shown = client.get(reverse("document-progress", args=[strategy.case.handle])).content.decode()
        assert "Packhouses in two districts" in shown and "Grey" in shown
