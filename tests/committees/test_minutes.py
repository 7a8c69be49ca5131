"""The minutes: two secretaries, circulation, objections, the chair, the seal, and who sees what when."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from cases.paper import pdf
from committees.minutes import desk, sealing
from committees.minutes.record import digest
from committees.minutes.sealing import make_missing_files
from committees.models import Meeting, MinuteText, Seal
from escalations.sweep import sweep
from institutions import clock
from tests.committees.committee import circulated, held, item_of, move, notified, planned
from workflow.errors import NotNow

pytestmark = pytest.mark.django_db
WORDS = "The lead bank explained the scheme; the exporters asked for a counter."


def address(meeting, name="minutes", *more) -> str:
    return reverse(name, args=[meeting.case.reference, *more])


def act(client, cast, meeting, verb, name="convener", **data):
    cast.login(client, name)
    return client.post(address(meeting, "minutes-act", verb), data)


def written(cast, meeting, text=WORDS, revision=0, name="convener"):
    return move(cast, meeting, "write_minutes", name, {"item": item_of(meeting).pk, "revision": revision, "text": text})


def confirmed(cast, **more) -> Meeting:
    """Written, circulated, the time for objections over, confirmed by the chair."""
    meeting = held(cast, **more)
    with clock.freeze(meeting.ends_at + timedelta(hours=1)):
        written(cast, meeting)
        move(cast, meeting, "circulate_minutes", data={"file_number": "e-1234/2026"})
    with clock.freeze(meeting.ends_at + timedelta(days=20)):
        sweep()
        return move(cast, meeting, "confirm_minutes", "chair")


# Writing -------------------------------------------------------------------------------------------------------------


def test_a_box_begins_with_what_the_record_says_and_saving_it_names_who_did(client, committee):
    meeting = held(committee)
    item = item_of(meeting)
    committee.login(client, "convener")
    page = client.get(address(meeting))
    assert "decided as under 1.1." in page.text
    assert "The committee settled this" in page.text
    assert "not saved yet" in page.text
    done = act(client, committee, meeting, "write_minutes", item=item.pk, revision=0, text=WORDS, token="t1")
    assert done.status_code == 302
    assert done.url.endswith(f"#text-{item.pk}")
    page = client.get(address(meeting))
    assert WORDS in page.text
    assert re.search(r"Saved by Convener on .*, version 1", page.text)


def test_the_same_form_sent_twice_is_one_revision(client, committee):
    meeting = held(committee)
    for _time in range(2):
        done = act(client, committee, meeting, "write_minutes", item="", revision=0, text=WORDS, token="once")
        assert done.status_code == 302
    again = act(client, committee, meeting, "write_minutes", item="", revision=0, text=WORDS, token="other")
    assert again.status_code == 302
    assert meeting.minute_texts.count() == 1


def test_two_secretaries_see_both_texts_and_neither_loses_a_word(client, committee):
    meeting = held(committee)
    item = item_of(meeting)
    act(client, committee, meeting, "write_minutes", item=item.pk, revision=0, text="First line.\nTheirs.", token="a")
    refused = act(client, committee, meeting, "write_minutes", "chair", item=item.pk, revision=0,
                  text="First line.\nMine.", token="b")  # fmt: skip
    assert refused.status_code == 409
    assert "Theirs." in refused.text
    assert "Mine." in refused.text
    assert "First line.\nTheirs.\nMine.</textarea>" in refused.text
    assert 'name="revision" value="1"' in refused.text
    act(client, committee, meeting, "write_minutes", "chair", item=item.pk, revision=1,
        text="First line.\nTheirs.\nMine.", token="c")  # fmt: skip
    texts = list(meeting.minute_texts.filter(item=item).order_by("revision").values_list("text", flat=True))
    assert texts == ["First line.\nTheirs.", "First line.\nTheirs.\nMine."]


def test_a_text_sent_after_the_minutes_were_circulated_is_shown_to_be_copied(client, committee):
    meeting = circulated(committee)
    refused = act(client, committee, meeting, "write_minutes", item="", revision=0, text="Written too late.")
    assert refused.status_code == 409
    assert "Written too late." in refused.text


def test_a_text_that_is_too_long_stays_in_its_box(client, committee):
    meeting = held(committee)
    refused = act(client, committee, meeting, "write_minutes", item="", revision=0, text="long " * 3000)
    assert refused.status_code == 422
    assert "long long" in refused.text
    assert "field__error" in refused.text


def test_what_was_typed_survives_a_login_that_ran_out(client, committee):
    meeting = held(committee)
    where = address(meeting, "minutes-act", "write_minutes")
    sent = client.post(where, {"item": "", "revision": 0, "text": "Typed before the login ran out."})
    assert sent.status_code == 302
    session = client.session["unsent"]
    committee.login(client, "convener")
    keep = client.session
    keep["unsent"] = session
    keep.save()
    page = client.get(client.get(where).url)
    assert "Typed before the login ran out." in page.text


def test_the_record_can_be_taken_for_all_that_is_not_written(client, committee):
    meeting = held(committee)
    written(committee, meeting)
    committee.login(client, "convener")
    client.post(address(meeting, "minutes-assemble"))
    client.post(address(meeting, "minutes-assemble"))
    count = meeting.items.filter(dropped_at=None).count()
    assert meeting.minute_texts.count() == count + 1
    assert meeting.minute_texts.get(item=item_of(meeting)).text == WORDS


def test_lines_of_mine_that_theirs_lacks_follow_theirs():
    assert desk.merged("a\nb", "a\nc") == "a\nb\nc"
    assert desk.merged("a\nb", "b") == "a\nb"
    assert desk.merged("", "mine") == "\nmine"


def test_every_revision_can_be_read_again_by_those_who_sit_there(client, committee):
    meeting = held(committee)
    written(committee, meeting, "First words.")
    written(committee, meeting, "Second words.", revision=1)
    committee.login(client, "member")
    page = client.get(address(meeting, "minutes-history"))
    assert page.text.index("Second words.") < page.text.index("First words.")
    move(committee, meeting, "circulate_minutes")
    committee.login(client, "sepc")
    assert client.get(address(meeting, "minutes-history")).status_code == 403


# Who sees what -------------------------------------------------------------------------------------------------------

READS = {  # name: (status of the page, reads while written, reads when circulated)
    "convener": (200, True, True),
    "chair": (200, True, True),
    "co_chair": (200, True, True),
    "member": (200, True, True),
    "observer": (200, True, True),
    "sepc": (200, False, True),
    "apex": (200, False, True),
    "stranger": (404, False, False),
    "agency": (404, False, False),
}
MAY = {  # verb: who
    "write_minutes": {"convener", "chair"},
    "circulate_minutes": {"convener", "chair"},
    "object": {"convener", "chair", "co_chair", "member"},
    "return_minutes": {"chair", "co_chair"},
    "confirm_minutes": {"chair", "co_chair"},
    "add_erratum": {"chair", "co_chair"},
}
SENT = {
    "write_minutes": {"item": "", "revision": 0, "text": WORDS},
    "object": {"text": "The second decision is not what was said."},
    "return_minutes": {"reason": "The figures of the second item are wrong."},
    "add_erratum": {"text": "In item 1, for “five” read “six” weeks."},
}


@pytest.mark.parametrize("name", READS)
def test_drafts_are_for_the_committee_and_circulated_minutes_for_whoever_sees_the_meeting(client, committee, name):
    status, draft, circulating = READS[name]
    meeting = held(committee)
    written(committee, meeting)
    committee.login(client, name)
    page = client.get(address(meeting))
    assert page.status_code == status
    assert (WORDS in page.text) == draft
    for kind in ("minutes-print", "minutes-noting"):
        assert client.get(address(meeting, kind)).status_code == (200 if draft else 403 if status == 200 else 404)
    move(committee, meeting, "circulate_minutes")
    page = client.get(address(meeting))
    assert (WORDS in page.text) == circulating
    assert client.get(address(meeting, "minutes-print")).status_code == (200 if circulating else 404)


@pytest.mark.parametrize("verb", MAY)
def test_each_move_is_for_those_who_may(client, committee, verb):
    for name, (status, _draft, _circulated) in READS.items():
        meeting = {
            "write_minutes": held, "circulate_minutes": held, "add_erratum": confirmed,
        }.get(verb, circulated)(committee)  # fmt: skip
        with clock.freeze(meeting.ends_at + timedelta(days=20 if verb in ("confirm_minutes", "add_erratum") else 1)):
            if verb == "confirm_minutes":
                sweep()
            answer = act(client, committee, meeting, verb, name, **SENT.get(verb, {}))
        expected = 302 if name in MAY[verb] else 403 if status == 200 else 404
        assert (name, answer.status_code) == (name, expected)
        Seal.objects.all().delete()
        clear_of(meeting)


def clear_of(meeting):
    """Let the next of the same committee be held on the same day."""
    Meeting.objects.filter(pk=meeting.pk).update(number=None)


def test_who_may_not_move_is_offered_nothing(client, committee):
    meeting = circulated(committee)
    committee.login(client, "sepc")
    page = client.get(address(meeting)).text
    assert "do-object" not in page
    assert "Confirm the minutes" not in page


def test_before_the_meeting_is_closed_there_are_no_minutes(client, committee):
    for meeting in (planned(committee), notified(committee, days=21)):
        committee.login(client, "convener")
        page = client.get(address(meeting))
        assert page.status_code == 200
        assert "no minutes before the meeting is closed" in page.text
        assert client.get(address(meeting, "minutes-print")).status_code == 404
        assert client.get(address(meeting, "minutes-pdf", "en")).status_code == 404


def test_nobody_reads_minutes_without_a_login(client, committee):
    meeting = circulated(committee)
    for name, more in (("minutes", ()), ("minutes-print", ()), ("minutes-pdf", ("en",)), ("minutes-history", ())):
        assert client.get(address(meeting, name, *more)).status_code == 302


# Circulated, objected to, confirmed ----------------------------------------------------------------------------------


def test_an_objection_is_answered_under_it_and_blocks_the_confirmation_until_then(client, committee):
    meeting = circulated(committee)
    with clock.freeze(meeting.ends_at + timedelta(days=1)):
        act(client, committee, meeting, "object", "member", text="The bank promised ten days, not twenty.")
    objection = meeting.objections.get()
    with clock.freeze(meeting.ends_at + timedelta(days=20)):
        sweep()
        committee.login(client, "chair")
        page = client.get(address(meeting)).text
        assert "An objection is not answered yet." in page
        empty = act(client, committee, meeting, "answer_objection", objection=objection.pk, answer="")
        assert empty.status_code == 422
        act(client, committee, meeting, "answer_objection", objection=objection.pk, answer="Corrected to ten days.")
        committee.login(client, "chair")
        page = client.get(address(meeting)).text
        assert "Corrected to ten days." in page
        assert act(client, committee, meeting, "confirm_minutes", "chair").status_code == 302


def test_the_chair_confirms_with_one_press_when_nothing_is_open(client, committee):
    meeting = circulated(committee)
    with clock.freeze(meeting.ends_at + timedelta(days=20)):
        sweep()
        committee.login(client, "chair")
        page = client.get(address(meeting)).text
        form = re.search(r'<form method="post" action="([^"]+confirm_minutes/)">(.*?)</form>', page, re.DOTALL)
        fields = dict(re.findall(r'name="(token|version)" value="([^"]+)"', form[2]))
        assert set(fields) == {"token", "version"}
        assert "<textarea" not in form[2]
        client.post(form[1], fields)
    meeting.case.refresh_from_db()
    assert meeting.case.status == "confirmed"


def test_who_circulated_them_does_not_confirm_them(client, committee):
    meeting = held(committee)
    move(committee, meeting, "circulate_minutes", "chair")
    with clock.freeze(meeting.ends_at + timedelta(days=20)):
        sweep()
        committee.login(client, "chair")
        assert "somebody else confirms them" in client.get(address(meeting)).text
        assert act(client, committee, meeting, "confirm_minutes", "chair").status_code == 409


def test_returned_minutes_are_written_again_with_what_was_there(client, committee):
    meeting = held(committee)
    written(committee, meeting)
    move(committee, meeting, "circulate_minutes")
    act(client, committee, meeting, "return_minutes", "chair", reason="The figures of item one are wrong.")
    committee.login(client, "convener")
    page = client.get(address(meeting)).text
    assert f">{WORDS}</textarea>" in page


def test_the_note_for_e_office_has_subject_file_decisions_and_action_points(client, committee):
    meeting = circulated(committee)
    committee.login(client, "convener")
    page = client.get(address(meeting, "minutes-noting")).text
    text = re.search(r"<textarea[^>]*readonly>(.*?)</textarea>", page, re.DOTALL)[1]
    for part in ("Subject: Minutes of meeting 1 of", "File: e-1234/2026", "Quorum: yes", "1.1 ", "Action points"):
        assert part in text


# The seal ------------------------------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_a_worker_killed_between_confirmation_and_file_leaves_it_to_the_next_which_makes_it_once(
    committee, monkeypatch
):
    meeting = confirmed(committee)
    assert meeting.seals.filter(evidence=None).count() == 2
    with monkeypatch.context() as patched:
        patched.setattr(sealing, "render", _killed)
        assert make_missing_files() == 0
    assert "RuntimeError" in meeting.seals.first().error
    assert meeting.case.evidence.count() == 0
    assert make_missing_files() == 2
    assert make_missing_files() == 0
    assert meeting.case.evidence.count() == 2
    assert {seal.error for seal in meeting.seals.all()} == {""}


def _killed(seal):
    raise RuntimeError("the worker was killed")


def test_the_hash_is_another_when_a_word_of_the_record_is(committee):
    meeting = confirmed(committee)
    seal = meeting.seals.get(language="en")
    assert digest(seal.record) == seal.record_sha256
    assert digest(seal.record | {"venue": "Elsewhere"}) != seal.record_sha256
    items = [seal.record["items"][0] | {"text": "Other words."}, *seal.record["items"][1:]]
    assert digest(seal.record | {"items": items}) != seal.record_sha256


def test_an_erratum_stands_beside_the_seal_and_leaves_it_as_it_is(client, committee):
    meeting = confirmed(committee)
    make_missing_files()
    before = list(meeting.seals.order_by("pk").values())
    act(client, committee, meeting, "add_erratum", "chair", text="In item 1, for “five” read “six” weeks.")
    make_missing_files()
    assert list(meeting.seals.order_by("pk").values()) == before
    committee.login(client, "sepc")
    assert "read “six” weeks" in client.get(address(meeting)).text
    assert "not part of the sealed document" in client.get(address(meeting, "minutes-print")).text


def test_the_record_names_seats_and_no_people(committee):
    meeting = confirmed(committee)
    for seal in meeting.seals.all():
        assert "Demo " not in str(seal.record)
        assert "@" not in str(seal.record)


def test_the_print_page_says_so_where_a_pdf_cannot_be_made(client, committee, monkeypatch):
    meeting = circulated(committee)
    monkeypatch.setattr(pdf, "engine", _missing)
    committee.login(client, "member")
    answer = client.get(address(meeting, "minutes-pdf", "hi"))
    assert answer.url == address(meeting, "minutes-print") + "?language=hi"
    page = client.get(answer.url).text
    assert 'lang="hi"' in page
    assert address(meeting, "minutes-pdf", "hi") not in page
    english = client.get(address(meeting, "minutes-print") + "?language=en").text
    assert "A PDF cannot be made on this machine" in english


def _missing():
    raise pdf.Unavailable("cannot load library 'libpango'")


def test_the_page_asks_the_same_number_of_questions_however_long_the_agenda(
    client, committee, django_assert_num_queries, django_assert_max_num_queries
):
    meeting = held(committee)
    committee.login(client, "convener")
    client.get(address(meeting))
    with django_assert_max_num_queries(60) as few:
        client.get(address(meeting))
    for place in range(20):
        item = meeting.items.create(position=50 + place, kind="other", title=f"Item {place}")
        MinuteText.objects.create(
            meeting=meeting, item=item, revision=1, text=WORDS, by_post=committee.convener.post, at=clock.now()
        )
    with django_assert_num_queries(len(few)):
        client.get(address(meeting))


def test_a_move_overtaken_by_another_is_refused_and_says_why(committee):
    meeting = held(committee)
    written(committee, meeting, "One.")
    with pytest.raises(NotNow):
        written(committee, meeting, "Two.", revision=0)
