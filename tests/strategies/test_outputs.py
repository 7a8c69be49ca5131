"""PDF of plans and strategies: asked for, made once in the background, kept, and readable by whom it may concern."""

from __future__ import annotations

import io
import os
import unicodedata
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from cases.paper import pdf
from institutions import clock
from strategies.models import Audience, Intervention, Printout, PrintState, Section, Version
from strategies.outputs import printing
from strategies.tasks import draw_documents, remove_old_documents
from tests.strategies.planning import accepted, adopted, drafted, go, strategy_adopted, submitted, written
from tests.strategies.test_public import INVESTOR, LEAKS, adopted_with_secrets

pytestmark = pytest.mark.django_db
COMMITTEE, PUBLIC = Audience.COMMITTEE, Audience.PUBLIC


def latest(document) -> Version | None:
    return document.case.versions.order_by("-number").first()


def asked(document, *, version: Version | None = None, audience: str = COMMITTEE, language: str = "en") -> Printout:
    return printing.ask(case=document.case, version=version, audience=audience, language=language)


def read(made: Printout) -> PdfReader:
    """The document once it is made."""
    assert printing.draw(made), Printout.objects.get(pk=made.pk).problem
    made.refresh_from_db()
    return PdfReader(io.BytesIO(printing.place_of(made).read_bytes()))


def text_of(reader: PdfReader) -> str:
    text = "\n".join(page.extract_text() for page in reader.pages)
    return " ".join(unicodedata.normalize("NFC", text).split())


def quick(monkeypatch, content: bytes = b"%PDF-1.7 quick") -> list[Printout]:
    """Documents are made at once, of a few bytes; returns those that were."""
    made: list[Printout] = []

    def draw(one: Printout) -> bytes:
        made.append(one)
        return content

    monkeypatch.setattr(printing, "_pdf", draw)
    return made


@pytest.mark.pdf
class TestDocument:
    def test_it_has_the_contents_sections_targets_money_approvals_and_sources(self, planning):
        plan = adopted(planning)
        said = text_of(read(asked(plan, version=latest(plan))))
        for words in (
            "Export plan of Ri Bhoi", "2026-27 – 2028-29", "order DIC/2026/17 of 2 March 2026", "Contents",
            "District profile", "Two thousand growers, three mills.", "Products and trade figures",
            "Exports of services (INR crore)", "Survey of the district", "A training centre at Nongpoh",
            "Money by source", "Monitoring matrix", "Approvals", "Co chair", "frozen on 2 March 2026",
        ):  # fmt: skip
            assert words in said, words
        assert "DRAFT" not in said

    def test_it_is_tagged_and_its_contents_name_the_pages(self, planning):
        plan = adopted(planning)
        reader = read(asked(plan, version=latest(plan)))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.metadata.title == "Export plan of Ri Bhoi"
        contents = reader.pages[1].extract_text()
        page = next(n for n, one in enumerate(reader.pages, 1) if n > 2 and "Monitoring matrix" in one.extract_text())
        assert "Monitoring matrix" in contents
        assert str(page) in contents.split()

    def test_wide_tables_stand_on_landscape_pages(self, planning):
        plan = adopted(planning)
        sizes = {page.mediabox.width > page.mediabox.height for page in read(asked(plan, version=latest(plan))).pages}
        assert sizes == {True, False}

    def test_hindi_readers_get_hindi_headings(self, planning):
        plan = adopted(planning)
        said = text_of(read(asked(plan, version=latest(plan), language="hi")))
        assert "जिले का परिचय" in said
        assert "District profile" not in said

    def test_a_draft_says_so_on_every_page(self, planning):
        reader = read(asked(written(planning)))
        assert all("DRAFT as of" in page.extract_text() for page in reader.pages)

    def test_a_demonstration_says_so_on_every_page(self, planning, settings):
        settings.DEMO = True
        plan = adopted(planning)
        reader = read(asked(plan, version=latest(plan)))
        assert all("DEMONSTRATION" in page.extract_text() for page in reader.pages)

    def test_what_was_submitted_and_not_adopted_says_so(self, planning):
        plan = submitted(planning)
        assert "Version 1. Not adopted." in text_of(read(asked(plan, version=latest(plan))))

    def test_nothing_of_the_committees_of_firms_or_of_a_draft_is_in_the_public_one(self, planning):
        plan = adopted_with_secrets(planning)
        said = text_of(read(asked(plan, version=latest(plan), audience=PUBLIC)))
        assert [word for word in LEAKS if word in said] == []
        assert "Two thousand growers" in said

    def test_the_committees_find_everything_in_theirs(self, planning):
        plan = adopted_with_secrets(planning)
        said = text_of(read(asked(plan, version=latest(plan))))
        for words in (INVESTOR, "quarrel between the blocks", "A site has to be named", "E-4711", "98,76,543"):
            assert words in said, words

    def test_a_strategy_has_its_items_and_the_district_rows_behind_them(self, planning):
        strategy = strategy_adopted(planning)
        version = latest(strategy)
        assert "Spices first." in text_of(read(asked(strategy, version=version)))

    def test_what_is_written_is_text_and_no_markup(self, planning):
        plan = written(planning)
        Section.objects.filter(case=plan.case, kind__code="strategy").update(
            text='<img src="file:///etc/passwd"> & more'
        )
        assert '<img src="file:///etc/passwd"> & more' in text_of(read(asked(plan)))


class TestMaking:
    def test_it_is_made_once_and_served_again(self, planning, monkeypatch):
        plan, made = adopted(planning), quick(monkeypatch)
        first = asked(plan, version=latest(plan))
        assert draw_documents() == 1
        again = asked(plan, version=latest(plan))
        assert (again.pk, again.state) == (first.pk, PrintState.READY)
        assert draw_documents() == 0
        assert len(made) == 1

    def test_each_language_audience_and_version_is_one_of_its_own(self, planning, monkeypatch):
        quick(monkeypatch)
        plan = adopted(planning)
        version = latest(plan)
        keys = {
            asked(plan, version=version).key, asked(plan, version=version, language="hi").key,
            asked(plan, version=version, audience=PUBLIC).key, asked(plan).key,
        }  # fmt: skip
        assert len(keys) == 4

    def test_an_approval_or_a_change_of_the_draft_makes_another_edition(self, planning):
        plan = accepted(planning)
        before = asked(plan, version=latest(plan))
        plan = go(planning, plan, "approve", "sepc_chair")
        assert asked(plan, version=latest(plan)) != before
        draft = asked(plan)
        Intervention.objects.filter(plan=plan).update(title="Another training centre")
        assert asked(plan) != draft

    def test_a_killed_worker_does_not_leave_it_hanging(self, planning, monkeypatch):
        quick(monkeypatch)
        made = asked(drafted(planning))
        Printout.objects.filter(pk=made.pk).update(state=PrintState.DRAWING, attempts=1)
        assert draw_documents() == 1
        made.refresh_from_db()
        assert (made.state, made.attempts) == (PrintState.READY, 2)

    def test_one_on_which_workers_die_is_given_up_with_a_sentence(self, planning, monkeypatch):
        made_by = quick(monkeypatch)
        made = asked(drafted(planning))
        Printout.objects.filter(pk=made.pk).update(state=PrintState.DRAWING, attempts=printing.MOST_ATTEMPTS)
        assert draw_documents() == 0
        made.refresh_from_db()
        assert made.state == PrintState.FAILED
        assert "stopped in the middle" in made.problem
        assert made_by == []

    def test_one_that_another_worker_makes_is_left_to_it(self, planning, monkeypatch):
        made_by = quick(monkeypatch)
        made = asked(drafted(planning))
        with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
            other.execute("SELECT pg_advisory_lock(%s, %s)", [printing.LOCK, made.pk])
            assert draw_documents() == 0
            assert not printing.draw(made)
            other.execute("SELECT pg_advisory_unlock_all()")
        assert made_by == []
        assert draw_documents() == 1

    def test_a_failure_is_told_stops_no_other_and_can_be_tried_again(self, planning, monkeypatch):
        plan = adopted(planning)
        bad, good = asked(plan, version=latest(plan)), asked(plan, version=latest(plan), language="hi")

        def draw(one: Printout) -> bytes:
            if one.pk == bad.pk:
                raise RuntimeError("a secret of the machine")
            return b"%PDF-1.7"

        monkeypatch.setattr(printing, "_pdf", draw)
        assert draw_documents() == 1
        bad.refresh_from_db()
        good.refresh_from_db()
        assert (bad.state, good.state) == (PrintState.FAILED, PrintState.READY)
        assert "secret" not in bad.problem
        quick(monkeypatch)
        assert asked(plan, version=latest(plan)).state == PrintState.WAITING
        assert draw_documents() == 1

    def test_a_machine_without_the_library_says_so(self, planning, monkeypatch):
        def missing():
            raise pdf.Unavailable("cannot load library 'libpango'")

        monkeypatch.setattr(pdf, "engine", missing)
        made = asked(drafted(planning))
        assert draw_documents() == 0
        made.refresh_from_db()
        assert "a library is missing" in made.problem

    def test_a_file_that_is_gone_is_made_again(self, planning, monkeypatch):
        quick(monkeypatch)
        plan = drafted(planning)
        made = asked(plan)
        draw_documents()
        made.refresh_from_db()
        printing.place_of(made).unlink()
        assert asked(plan).state == PrintState.WAITING

    def test_old_files_go_drafts_first_and_those_in_use_stay(self, planning, monkeypatch):
        quick(monkeypatch)
        plan = adopted(planning)
        draft, version = asked(plan), asked(plan, version=latest(plan))
        draw_documents()
        paths = []
        for made in (draft, version):
            made.refresh_from_db()
            paths.append(printing.place_of(made))
            old = (clock.now() - timedelta(days=40)).timestamp()
            os.utime(paths[-1], (old, old))
        for days, left in ((1, [True, True]), (3, [False, True]), (31, [False, False])):
            with clock.freeze(clock.now() + timedelta(days=days)):
                remove_old_documents()
            assert [path.exists() for path in paths] == left
        assert not Printout.objects.exists()


class TestPage:
    def where(self, document) -> str:
        return reverse("document-pdf", args=[document.case.handle])

    def test_it_is_asked_for_watched_and_opened(self, planning, client, monkeypatch):
        quick(monkeypatch)
        plan = adopted(planning)
        planning.login(client, "convener")
        page = client.get(self.where(plan))
        assert page.status_code == 200
        asked_for = client.post(self.where(plan), {"version": "1", "audience": "committee", "language": "en"})
        waiting = client.get(asked_for.url)
        assert "It is the next to be made." in waiting.text
        assert 'http-equiv="refresh"' in waiting.text
        draw_documents()
        ready = client.get(asked_for.url)
        assert 'http-equiv="refresh"' not in ready.text
        made = Printout.objects.get()
        where = reverse("document-pdf-file", args=[plan.case.handle, made.key])
        assert where in ready.text
        answer = client.get(where)
        assert answer["Content-Type"] == "application/pdf"
        assert f"{plan.case.reference}-v1-committee-en.pdf" in answer["Content-Disposition"]
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 quick"

    def test_how_many_come_before_and_how_many_pages_there_are_is_said(self, planning, client):
        plan = adopted(planning)
        asked(plan, version=latest(plan), language="hi")
        made = asked(plan, version=latest(plan))
        planning.login(client, "convener")
        where = f"{self.where(plan)}?print={made.key}"
        assert "1 document is made before it." in client.get(where).text
        Printout.objects.filter(pk=made.pk).update(state=PrintState.DRAWING, pages=34)
        assert "34 pages so far" in client.get(where).text
        Printout.objects.filter(pk=made.pk).update(state=PrintState.FAILED, problem="No ink.")
        assert "No ink." in client.get(where).text

    def test_everybody_may_have_the_public_one_in_force_and_no_other(self, planning, client, monkeypatch):
        quick(monkeypatch)
        plan = adopted(planning)
        inside = asked(plan, version=latest(plan))
        draft = asked(plan, audience=PUBLIC)
        said = {"version": "draft", "audience": "committee", "language": "en"}
        asked_for = client.post(self.where(plan), said)
        made = Printout.objects.exclude(pk__in=[inside.pk, draft.pk]).get()
        assert (made.version, made.audience) == (latest(plan), PUBLIC)
        draw_documents()
        assert client.get(asked_for.url).status_code == 200
        assert client.get(reverse("document-pdf-file", args=[plan.case.handle, made.key])).status_code == 200
        planning.login(client, "stranger")
        for hidden in (inside, draft):
            file = reverse("document-pdf-file", args=[plan.case.handle, hidden.key])
            assert client.get(file).status_code == 404
            page = client.get(f"{self.where(plan)}?print={hidden.key}")
            assert page.context["asked"] is None
            assert file not in page.text

    @pytest.mark.parametrize("name", ["stranger", "agency"])
    def test_who_does_not_see_a_draft_gets_no_page_of_it(self, planning, client, name):
        plan = drafted(planning)
        planning.login(client, name)
        assert client.get(self.where(plan)).status_code == 404
        assert client.post(self.where(plan), {"language": "en"}).status_code == 404
        client.logout()
        assert client.get(self.where(plan)).status_code == 302

    def test_a_wrong_choice_is_refused_with_what_was_chosen(self, planning, client):
        planning.login(client, "convener")
        answer = client.post(self.where(drafted(planning)), {"version": "7", "audience": "public", "language": "hi"})
        assert answer.status_code == 422
        assert Printout.objects.count() == 0

    def test_the_public_one_of_a_version_that_was_replaced_is_public_no_more(self, planning, client, monkeypatch):
        quick(monkeypatch)
        plan = adopted(planning)
        made = asked(plan, version=latest(plan), audience=PUBLIC)
        draw_documents()
        plan.case.adoptions.update(ended_at=clock.now())
        client.force_login(planning.stranger.user)
        assert client.get(reverse("document-pdf-file", args=[plan.case.handle, made.key])).status_code == 404
