"""Every notice is mailed at least once, under one Message-ID, and no more often than once a quarter hour."""

import socket
from datetime import timedelta

import pytest
from django.core.mail import get_connection

from escalations.auditor import findings
from institutions import clock
from notices import sending
from notices.models import Delivery, DeliveryState, Mail, MailState, Notice, Purpose
from notices.outbox import NoticeTo, write
from tests.cast import MONDAY
from tests.notices.conftest import AGENCY
from tests.notices.post_office import html_of, text_of


def later(**kwargs):
    return clock.freeze(MONDAY + timedelta(**kwargs))


def test_the_agency_gets_a_numbered_notice_with_its_date_and_a_link(cast, with_agency, post_office):
    sending.send_due()
    (message,) = post_office.to(AGENCY)
    notice = Notice.objects.get(recipient=cast.agency.post, purpose=Purpose.ESCALATION)
    assert notice.number in message["Subject"] and with_agency.case.reference in message["Subject"]
    assert "Reply by 5 Mar 2026" in message["Subject"]
    for body in (text_of(message), html_of(message)):
        assert notice.number in body
        assert "5 Mar 2026, 17:30 (India)" in body
        assert "With APEDA, Nodal officer, until 5 Mar 2026" in body
        assert "Ri Bhoi, Meghalaya" in body and "DEPC Ri Bhoi" in body
        assert "/n/" in body
    assert message["Message-ID"] == notice.delivery.mail.message_id
    assert notice.delivery.mail.state == MailState.SENT


def test_a_notice_speaks_the_language_of_its_reader(cast, with_agency, post_office):
    type(cast.agency.user).objects.filter(pk=cast.agency.user.pk).update(language="hi")
    sending.send_due()
    (message,) = post_office.to(AGENCY)
    assert message["Content-Language"] == "hi"
    assert '<html lang="hi">' in html_of(message)


def test_later_notices_wait_for_the_quarter_hour_and_come_in_one_mail(cast, with_agency, post_office, settings):
    settings.NOTICE_BUNDLE_MINUTES = 15
    sending.send_due()
    with later(minutes=2):
        for event in with_agency.case.events.filter(verb__in=["open", "describe"]):
            write(event=event, to=[NoticeTo(cast.agency.post, Purpose.ESCALATION)])
        sending.send_due()
    assert len(post_office.to(AGENCY)) == 1
    with later(minutes=15):
        sending.send_due()
    second = post_office.to(AGENCY)[1]
    numbers = Notice.objects.filter(recipient=cast.agency.post).order_by("pk").values_list("number", flat=True)[1:]
    assert len(numbers) == 2 and all(number in text_of(second) for number in numbers)
    assert second["Subject"].startswith("2 notices: DEH/2026/")


def test_a_mail_server_that_is_down_loses_nothing(cast, with_agency, post_office, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        sending.send_due()
    tried = Mail.objects.get(attempts=1)
    assert tried.state == MailState.WAITING and tried.error and tried.next_try_at == MONDAY + timedelta(minutes=1)
    settings.EMAIL_PORT = post_office.port
    with later(minutes=1):
        sending.send_due()
    assert not Mail.objects.exclude(state=MailState.SENT).exists()
    assert len(post_office.messages) == Mail.objects.count()


def test_a_refusal_for_good_is_given_up_after_three_tries_and_stays_visible(cast, with_agency, post_office):
    post_office.answer = "550 No such mailbox"
    for hours in range(4):
        with later(hours=hours):
            sending.send_due()
    assert set(Mail.objects.values_list("state", "attempts")) == {(MailState.FAILED, 3)}
    with later(hours=4):
        assert any("No such mailbox" in line for line in findings())
        post_office.answer = "250 OK"
        sending.try_again(Mail.objects.all())
        sending.send_due()
    assert not Mail.objects.exclude(state=MailState.SENT).exists()


def test_a_temporary_refusal_backs_off_to_six_hours_and_never_gives_up():
    assert [sending.pause_after(n).total_seconds() / 60 for n in (1, 2, 3, 9, 500)] == [1, 2, 4, 256, 360]


def test_a_worker_killed_after_sending_sends_again_under_the_same_message_id(cast, with_agency, post_office):
    sending.bundle_all()
    connection = get_connection()
    while mail := sending.claim(clock.now()):
        sending.message_of(mail, connection).send()  # and then the worker dies: nothing is noted
    first = sorted(message["Message-ID"] for message in post_office.messages)
    sending.send_due()
    assert len(post_office.messages) == len(first)  # leased: nobody else sends meanwhile
    with later(minutes=2):
        sending.send_due()
    assert sorted(message["Message-ID"] for message in post_office.messages) == sorted(first * 2)
    assert not Mail.objects.exclude(state=MailState.SENT).exists()


def test_a_vacant_post_falls_back_to_who_leads_the_body_and_gets_said_so(cast, with_agency, post_office):
    type(cast.agency.user).objects.filter(pk=cast.agency.user.pk).update(is_active=False)
    sending.send_due()
    delivery = Delivery.objects.get(notice__recipient=cast.agency.post)
    assert delivery.fallback_post == cast.agency_head.post
    (message,) = post_office.to("agency.head@deh.invalid")
    assert "That post has no holder today" in text_of(message) and "/n/" in text_of(message)


def test_without_anybody_in_the_body_the_state_is_told_and_gets_no_link(cast, with_agency, post_office):
    type(cast.agency.user).objects.filter(email__startswith="agency").update(is_active=False)
    sending.send_due()
    delivery = Delivery.objects.get(notice__recipient=cast.agency.post)
    assert delivery.fallback_post == cast.sepc.post
    (message,) = post_office.to("sepc@deh.invalid")
    assert "/n/" not in text_of(message).split(delivery.notice.number)[-1]


def test_a_notice_that_reaches_nobody_is_found_by_the_auditor(cast, with_agency, post_office):
    type(cast.agency.user).objects.update(is_active=False)
    sending.send_due()
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.UNREACHABLE}
    assert any("reached nobody" in line for line in findings())


def test_a_demo_writes_to_invented_addresses_only(cast, with_agency, post_office, settings):
    settings.DEMO = True
    type(cast.agency.user).objects.filter(pk=cast.agency.user.pk).update(email="somebody@example.org", is_demo=False)
    sending.send_due()
    assert not post_office.to("somebody@example.org")
    assert Mail.objects.get(address="somebody@example.org").state == MailState.FAILED
    assert all(message["Subject"].startswith("[DEMO] ") for message in post_office.messages)
    assert all("DEMONSTRATION" in text_of(message) for message in post_office.messages)


def test_a_title_cannot_break_the_mail(cast, with_agency, post_office):
    with_agency.case.title = "Line\r\nBcc: everybody@deh.invalid <b>bold</b>"
    with_agency.case.save()
    sending.send_due()
    (message,) = post_office.to(AGENCY)
    assert "Bcc" not in message and "<b>" not in html_of(message)


@pytest.fixture(autouse=True)
def bundled_at_once(settings):
    settings.NOTICE_BUNDLE_MINUTES = 15
