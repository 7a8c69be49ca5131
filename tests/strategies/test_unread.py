"""Unread comments: a line in one's work, one mail a day per person and document, and nothing that is no news."""

import socket
from datetime import timedelta

import pytest
from django.core.mail import get_connection
from django.db.backends.postgresql.psycopg_any import DateRange

from institutions import clock
from institutions.models import Appointment
from notices import sending
from notices.models import Delivery, Mail, MailState, Notice, Purpose
from notices.rendering import message_of
from strategies import unread as rounds
from strategies.comments import add, reopen, settle
from strategies.models import Comment
from strategies.tasks import tell_of_comments
from strategies.unread import note_opened, unread
from tests.cast import LONG_AGO, MONDAY, appoint
from tests.notices.post_office import PostOffice, html_of, text_of
from tests.strategies.planning import accepted, drafted, go, strategy_drafted, submitted

pytestmark = pytest.mark.django_db
QUESTION = "Which of the mills is certified, and by whom?"
ANSWER = {"text": "The one at Nongpoh, by the Spices Board."}
AGAIN = {"text": "And which of them exports, please?"}


def later(**kwargs):
    return clock.freeze(MONDAY + timedelta(**kwargs))


def remark(cast, document, name="chair", text=QUESTION, kind="targets"):
    return add(document, by=cast.actor(name), data={"kind": kind, "text": text})


def on_the_whole(cast, document) -> Comment:
    """A comment by somebody who neither writes nor approves the document, from when it was consulted."""
    return Comment.objects.create(
        case=document.case, text=QUESTION, body=cast.depc_ribhoi, by_post=cast.observer.post,
        by_user=cast.observer.user, at=clock.now(),
    )  # fmt: skip


@pytest.fixture
def plan(planning):
    """In consultation, with a question of the chair on its targets."""
    made = go(planning, drafted(planning), "consult", "convener", {"until": "2026-03-20", "note": ""})
    remark(planning, made)
    return made


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    office.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    yield office
    office.controller.stop()


def waits(cast, name) -> int:
    return unread(cast.actor(name)).count()


def told() -> list[str]:
    """The addresses of those whose posts were told of comments."""
    rows = Notice.objects.filter(purpose=Purpose.COMMENTS).order_by("pk")
    current = Appointment.objects.holders(clock.today())
    return [current.get(post=notice.recipient).user.email for notice in rows]


def mails(post_office, name: str) -> list:
    """What somebody was mailed about comments."""
    found = post_office.to(f"{name.replace('_', '.')}@deh.invalid")
    return [message for message in found if "have not read" in text_of(message)]


# Who ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("convener", 1), ("member", 1), ("chair", 0), ("co_chair", 0), ("observer", 0), ("sepc", 0), ("sepc_chair", 0),
        ("sibling", 0), ("apex", 0), ("other_sepc", 0), ("agency", 0),
    ],
)  # fmt: skip
def test_who_has_a_comment_of_the_consultation_to_read(planning, plan, name, count):
    assert waits(planning, name) == count


@pytest.mark.parametrize(
    ("name", "count"), [("chair", 1), ("co_chair", 1), ("convener", 1), ("member", 1), ("sepc", 0), ("observer", 0)]
)
def test_who_has_an_open_comment_to_read_while_the_district_approves(planning, name, count):
    on_the_whole(planning, submitted(planning))
    assert waits(planning, name) == count


@pytest.mark.parametrize(
    ("name", "count"),
    [("sepc_chair", 1), ("co_convener", 1), ("sepc", 0), ("sepc_member", 0), ("convener", 1), ("chair", 0)],
)
def test_who_has_a_comment_of_the_review_to_read(planning, name, count):
    remark(planning, accepted(planning), "sepc")
    assert waits(planning, name) == count


def test_who_wrote_in_a_thread_has_the_next_word_of_it_to_read(planning, plan):
    comment = Comment.objects.get()
    settle(plan, comment.pk, by=planning.actor("member"), data=ANSWER)
    assert [waits(planning, name) for name in ("chair", "convener", "member")] == [0, 0, 0]
    note_opened(plan.case, planning.chair.user)
    with later(hours=1):
        reopen(plan, comment.pk, by=planning.actor("chair"), data=AGAIN)
        assert [waits(planning, name) for name in ("chair", "convener", "member")] == [0, 1, 1]


# The line in one's work -----------------------------------------------------------------------------------------------


def test_it_is_a_line_in_ones_work_until_the_comments_are_opened(planning, plan, client):
    remark(planning, plan, text="And how many growers are there?")
    planning.login(client, "member")
    line = "2 open comments you have not read"
    page = client.get("/work/").content.decode()
    assert line in page and f"/documents/{plan.case.handle}/comments/" in page
    for page in (f"plans/{plan.case.handle}", f"documents/{plan.case.handle}/text"):
        assert client.get(f"/{page}/").status_code == 200
        assert client.get(f"/documents/{plan.case.handle}/comments/?section=targets").status_code == 200
    assert line in client.get("/work/").content.decode()  # of what nobody has seen whole, nothing is read
    assert client.get(f"/documents/{plan.case.handle}/comments/").status_code == 200
    assert line not in client.get("/work/").content.decode()
    with later(hours=1):
        remark(planning, plan, text="From which year is the baseline?")
        assert "1 open comment you have not read" in client.get("/work/").content.decode()
    planning.login(client, "convener")
    assert "3 open comments you have not read" in client.get("/work/").content.decode()


def test_the_page_of_ones_work_asks_as_much_for_many_documents_as_for_one(
    planning, plan, client, django_assert_num_queries
):
    actor = planning.actor("member")
    for number in range(20):
        remark(planning, plan, text=f"Question number {number} on the plan.")
    with django_assert_num_queries(1):
        assert len(unread(actor)) == 21


# The mail -------------------------------------------------------------------------------------------------------------


def test_many_comments_of_a_day_are_one_mail_with_their_words(planning, plan, post_office):
    remark(planning, plan, text="And how many growers are there?", kind="")
    assert tell_of_comments() == 2
    assert sorted(told()) == ["convener@deh.invalid", "member@deh.invalid"]
    sending.send_due()
    (message,) = mails(post_office, "member")
    for body in (text_of(message), html_of(message)):
        assert "2 open comments you have not read" in body
        assert QUESTION in body and "And how many growers are there?" in body
        assert plan.case.handle in body
    assert mails(post_office, "chair") == []  # nobody is told what they wrote


def test_a_person_is_told_of_a_document_once_a_day_however_often_it_is_looked(planning, plan, post_office):
    assert tell_of_comments() == 2
    with later(hours=3):
        remark(planning, plan, text="And how many growers are there?")
        assert tell_of_comments() == 0
    with later(days=1):
        assert tell_of_comments() == 2
        assert tell_of_comments() == 0
        sending.send_due()
    with later(days=2):
        assert tell_of_comments() == 0  # nothing was written since


def test_nothing_is_told_of_what_is_settled_or_was_read(planning, plan, client):
    planning.login(client, "member")
    with later(hours=1):
        client.get(f"/documents/{plan.case.handle}/comments/")
        assert tell_of_comments() == 1
        assert told() == ["convener@deh.invalid"]
    settle(plan, Comment.objects.get().pk, by=planning.actor("convener"), data=ANSWER)
    with later(days=1):
        assert tell_of_comments() == 0


def test_who_opens_them_before_the_mail_is_made_up_gets_none_and_keeps_the_notice(planning, plan, post_office, client):
    tell_of_comments()
    planning.login(client, "member")
    with later(minutes=1):
        client.get(f"/documents/{plan.case.handle}/comments/")
        sending.send_due()
    assert mails(post_office, "member") == [] and len(mails(post_office, "convener")) == 1
    assert not Delivery.objects.filter(notice__recipient=planning.member.post, notice__purpose="comments").exists()
    assert "In the portal only" in client.get("/notices/").content.decode()


def test_what_is_settled_before_the_mail_is_made_up_is_not_mailed(planning, plan, post_office):
    tell_of_comments()
    settle(plan, Comment.objects.get().pk, by=planning.actor("convener"), data=ANSWER)
    sending.send_due()
    assert not Mail.objects.filter(deliveries__notice__purpose=Purpose.COMMENTS).exists()
    assert mails(post_office, "member") == mails(post_office, "convener") == []


def test_who_lost_the_post_meanwhile_gets_nothing_and_nobody_instead(planning, plan, post_office):
    tell_of_comments()
    lost = planning.member.appointment
    lost.during = DateRange(LONG_AGO, clock.today())
    lost.save()
    sending.send_due()
    assert mails(post_office, "member") == [] and len(mails(post_office, "convener")) == 1
    with later(days=1):
        remark(planning, plan, text="And how many growers are there?")
        assert tell_of_comments() == 1  # the convener


def test_who_loses_the_post_while_the_mail_server_is_down_gets_nothing(planning, plan, post_office, settings):
    tell_of_comments()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        sending.send_due()
    settings.EMAIL_PORT = post_office.port
    lost = planning.member.appointment
    lost.during = DateRange(LONG_AGO, clock.today())
    lost.save()
    with later(hours=1):
        sending.send_due()
        sending.send_due()
    assert not any(QUESTION in text_of(message) for message in post_office.to("member@deh.invalid"))
    assert len(mails(post_office, "convener")) == 1
    assert not Mail.objects.exclude(state=MailState.SENT).exists()


def test_the_next_holder_of_a_post_is_told_of_what_is_open(planning, plan):
    planning.chair.appointment.during = DateRange(LONG_AGO, clock.today())
    planning.chair.appointment.save()
    new = appoint("new_chair", planning.chair.post, DateRange(clock.today(), None))
    with later(hours=1):
        tell_of_comments()
    assert new.user.email in told()  # their post takes part, and it was not they who wrote


def test_who_holds_two_posts_of_a_committee_is_told_once(planning, plan):
    Appointment.objects.filter(post=planning.member.post).update(user=planning.convener.user)
    assert tell_of_comments() == 1
    assert told() == ["convener@deh.invalid"]
    with later(days=1):
        assert tell_of_comments() == 0


def test_who_holds_two_posts_is_told_of_what_concerns_each_in_one_mail(planning, plan, post_office):
    on_the_whole(planning, plan)
    hold(planning.co_chair, planning.chair, planning.observer)
    assert waits(planning, "co_chair") == 0  # the chair began one thread, the observer the other
    assert tell_of_comments() == 4
    assert told().count("co.chair@deh.invalid") == 2
    sending.send_due()
    (message,) = mails(post_office, "co_chair")
    assert text_of(message).count("1 open comment you have not read") == 2
    with later(days=1):
        assert tell_of_comments() == 0


def test_what_was_told_for_one_post_hides_nothing_of_a_post_taken_over_later(planning, plan):
    on_the_whole(planning, plan)
    hold(planning.co_chair, planning.chair)
    tell_of_comments()
    assert told().count("co.chair@deh.invalid") == 1
    with later(hours=2):
        hold(planning.co_chair, planning.observer)
        assert tell_of_comments() == 0  # one mail a day
    with later(days=1):
        assert tell_of_comments() == 1
        assert Notice.objects.latest("pk").recipient == planning.observer.post


def hold(who, *posts) -> None:
    """Whoever held the posts leaves them to somebody who has one already."""
    Appointment.objects.filter(post__in=[one.post for one in posts]).update(user=who.user)


# The rounds -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def strategy(planning, plan):
    """A second document, in which the State's chair asked something an hour later than in the plan."""
    made = go(planning, strategy_drafted(planning), "consult", "sepc", {"until": "2026-03-20", "note": ""})
    with later(hours=1):
        remark(planning, made, "sepc_chair", kind="")
    return made


def test_trouble_with_one_document_keeps_nobody_from_being_told_of_another(planning, plan, strategy, monkeypatch):
    trouble, tell = [plan.case], rounds._tell

    def broken(case, *args):
        if case in trouble:
            raise RuntimeError("a plan nobody can read")
        return tell(case, *args)

    monkeypatch.setattr(rounds, "_tell", broken)
    with later(hours=2):
        assert tell_of_comments() > 0
        assert {notice.case for notice in of_comments()} == {strategy.case}
    trouble.clear()
    with later(hours=3):
        assert tell_of_comments() == 2  # the next round comes back to it
        assert {notice.case for notice in of_comments()} == {plan.case, strategy.case}


def test_a_round_that_runs_out_of_time_is_gone_on_with_where_it_stopped(planning, plan, strategy, monkeypatch):
    monkeypatch.setattr(rounds, "RUN_SECONDS", 0)
    with later(hours=2):
        tell_of_comments()
        assert {notice.case for notice in of_comments()} == {plan.case}  # it waits longest
    with later(hours=3):
        tell_of_comments()
        assert {notice.case for notice in of_comments()} == {plan.case, strategy.case}
    with later(days=1):
        remark(planning, strategy, "sepc_chair", kind="", text="And who pays for it?")
    for hours in (1, 2):
        with later(days=1, hours=hours):
            remark(planning, plan, text=f"Question {hours} on the targets.")
            tell_of_comments()
    assert of_comments().filter(case=strategy.case, created_at=MONDAY + timedelta(days=1, hours=2)).exists()


def test_a_round_with_nothing_new_since_the_last_asks_once(planning, plan, strategy, django_assert_num_queries):
    with later(hours=2):
        tell_of_comments()
        with django_assert_num_queries(1):
            assert tell_of_comments() == 0
    with later(hours=3):
        remark(planning, plan, text="And how many growers are there?")
        assert [case.pk for case in rounds._to_look_at(clock.now())] == [plan.case.pk]


def of_comments():
    return Notice.objects.filter(purpose=Purpose.COMMENTS).select_related("case")


# What was sent --------------------------------------------------------------------------------------------------------


def dies_after_sending(name: str) -> Mail:
    """A worker sends somebody's mail and is killed before it notes that."""
    sending.bundle_all()
    with get_connection() as connection:
        while (mail := sending.claim(clock.now())).address != f"{name}@deh.invalid":
            sending.send(mail, connection)
        message_of(mail, connection).send()
    return mail


def test_the_record_of_a_mail_that_may_be_sent_stays_though_its_reader_has_opened_the_comments(
    planning, plan, post_office
):
    tell_of_comments()
    sent = dies_after_sending("member")
    with later(minutes=1):
        note_opened(plan.case, planning.member.user)
    with later(minutes=2):
        sending.send_due()
    assert Mail.objects.get(pk=sent.pk).state == MailState.SENT
    assert Delivery.objects.get(notice__recipient=planning.member.post, notice__purpose="comments").mail_id == sent.pk
    assert {message["Message-ID"] for message in post_office.to("member@deh.invalid")} >= {sent.message_id}


def test_that_it_may_be_sent_is_not_forgotten_by_an_attempt_that_fails(planning, plan, post_office):
    tell_of_comments()
    sent = dies_after_sending("member")
    post_office.answer = "451 Later, please"
    with later(minutes=2):
        sending.send_due()
    post_office.answer = "250 OK"
    note_opened(plan.case, planning.member.user)
    with later(hours=1):
        sending.send_due()
    after = Mail.objects.get(pk=sent.pk)
    assert (after.state, after.attempts) == (MailState.SENT, 3)
    assert Delivery.objects.get(notice__recipient=planning.member.post, notice__purpose="comments").mail_id == sent.pk


def test_a_mail_the_server_refused_was_not_sent_and_goes_when_it_is_of_no_use(planning, plan, post_office):
    post_office.answer = "451 Later, please"
    tell_of_comments()
    sending.send_due()
    post_office.answer = "250 OK"
    with later(hours=1):
        note_opened(plan.case, planning.member.user)
        sending.send_due()
    assert mails(post_office, "member") == []
    assert not Delivery.objects.filter(notice__recipient=planning.member.post, notice__purpose="comments").exists()
