"""One's notices, and the demo's mailbox."""

import pytest

from institutions import clock
from notices import catcher, inbox, sending
from notices.models import CaughtMail, Notice


@pytest.fixture
def sent(with_agency, post_office):
    sending.send_due()


def test_an_officer_sees_the_notices_of_the_post_and_what_became_of_the_mail(cast, client, sent):
    cast.login(client, "agency")
    text = client.get("/notices/").content.decode()
    assert "Sent by e-mail" in text and "DEH/2026/" in text
    cast.login(client, "stranger")
    assert "DEH/2026/" not in client.get("/notices/").content.decode()


def test_notices_need_a_login(client):
    assert client.get("/notices/").status_code == 302


def test_the_list_takes_the_same_number_of_queries_however_long_it_is(
    cast, client, sent, django_assert_max_num_queries
):
    cast.login(client, "agency")
    first = Notice.objects.get(recipient=cast.agency.post)
    client.get("/notices/")
    with django_assert_max_num_queries(9):
        client.get("/notices/")
    for number in range(20):
        Notice.objects.create(
            dedupe_key=f"x{number}", case=first.case, event=first.event, recipient=first.recipient,
            purpose="copied", created_at=clock.now(),
        )  # fmt: skip
    with django_assert_max_num_queries(9):
        client.get("/notices/")


def test_reading_is_noted_once_and_for_ones_own_posts_only(cast, client, sent):
    notice = Notice.objects.get(recipient=cast.agency.post)
    cast.login(client, "stranger")
    assert client.post(f"/notices/{notice.pk}/read/").status_code == 404
    cast.login(client, "agency")
    assert inbox.unread_count([cast.agency.appointment]) == 1
    assert client.get(f"/notices/{notice.pk}/read/").status_code == 405
    assert client.post(f"/notices/{notice.pk}/read/", {"next": "https://elsewhere.invalid/"}).url == "/notices/"
    assert inbox.unread_count([cast.agency.appointment]) == 0
    assert "Nothing has been sent" in client.get("/notices/?show=unread").content.decode()


def test_caught_mail_is_read_on_a_page_and_its_link_works(cast, client, sent, post_office, settings):
    settings.DEMO = True
    message = post_office.to("agency@deh.invalid")[0]
    mail = catcher.keep("no-reply@deh.invalid", ["agency@deh.invalid"], message.as_bytes())
    assert mail.subject == message["Subject"].strip() and "<h1" in mail.html
    assert mail.subject in client.get("/mail/").content.decode()
    assert 'href="http://127.0.0.1:8000/n/' in client.get(f"/mail/{mail.pk}/").content.decode()
    html = client.get(f"/mail/{mail.pk}/html/")
    assert html["Content-Security-Policy"].startswith("sandbox") and "script" not in html["Content-Security-Policy"]


def test_the_mailbox_is_not_there_outside_a_demo(client, db):
    mail = CaughtMail.objects.create(message_id="x", sender="x", subject="x", raw="", received_at=clock.now())
    for path in ("/mail/", f"/mail/{mail.pk}/", f"/mail/{mail.pk}/html/"):
        assert client.get(path).status_code == 404
