"""Certificates that end are told of in time, once, and to the convener alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from institutions import clock
from notices.briefs import brief_of, path_of
from notices.models import Notice, Purpose
from products.models import Certificate, CertificateAlert, ProductStatus
from products.records.alerts import alert_expiring, threshold
from products.tasks import alert_expiring as task
from tests.products.made import product
from workflow.engine import perform
from workflow.errors import NotPermitted

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def turmeric(cast, at_monday):
    return product(cast)


def certificate(turmeric, *, days: int, **fields) -> Certificate:
    """One that ends in so many days."""
    number = Certificate.objects.count() + 1
    fields = {"number": f"ORG-{number}", "issuer": "Certifier", "kind": "organic", "holder_kind": "producers"} | fields
    return Certificate.objects.create(
        product=turmeric, issued_on=date(2020, 1, 1), expires_on=TODAY + timedelta(days=days), source="Paper",
        as_of=TODAY, entered_at=clock.now(), **fields,
    )  # fmt: skip


def on(days: int):
    """The clock so many days after Monday."""
    return clock.freeze(datetime(2026, 3, 2, 5, 0, tzinfo=UTC) + timedelta(days=days))


@pytest.mark.parametrize(
    ("left", "due"), [(91, None), (90, 90), (31, 90), (30, 30), (0, 30), (-30, 30), (-31, None), (-2000, None)]
)
def test_which_alert_is_due(left, due):
    assert threshold(TODAY + timedelta(days=left), TODAY) == due


def test_the_convener_is_told_once_at_ninety_and_once_at_thirty_days(cast, turmeric):
    certificate(turmeric, days=100)
    told = []
    for day in range(0, 131):
        with on(day):
            told += [day] * alert_expiring()
    assert told == [10, 70]
    notices = Notice.objects.filter(case=turmeric.case)
    assert [notice.recipient for notice in notices] == [cast.convener.post] * 2
    assert {notice.purpose for notice in notices} == {Purpose.FOR_ACTION}


def test_running_the_task_twice_tells_once(cast, turmeric):
    certificate(turmeric, days=20)
    assert [task(), task()] == [1, 0]
    assert Notice.objects.count() == 1
    assert CertificateAlert.objects.get().days == 30


def test_one_entered_late_is_told_of_once_and_not_of_the_earlier_day_too(turmeric):
    certificate(turmeric, days=10)
    assert alert_expiring() == 1
    with on(5):
        assert alert_expiring() == 0


def test_a_renewed_one_is_told_of_no_more(turmeric):
    new = certificate(turmeric, days=700)
    old = certificate(turmeric, days=80)
    assert alert_expiring() == 1
    old.renewed_by = new
    old.save()
    with on(60):
        assert alert_expiring() == 0


def test_a_withdrawn_one_is_told_of_no_more(turmeric):
    row = certificate(turmeric, days=80)
    row.withdrawn_at, row.withdrawn_reason = clock.now(), "Of another product"
    row.save()
    assert alert_expiring() == 0


def test_a_corrected_date_is_told_of_again(turmeric):
    row = certificate(turmeric, days=20)
    alert_expiring()
    row.expires_on = TODAY + timedelta(days=80)
    row.save()
    assert alert_expiring() == 1
    assert alert_expiring() == 0


def test_old_certificates_of_an_import_alarm_nobody(turmeric):
    for days in (-31, -400, -2000):
        certificate(turmeric, days=days)
    assert alert_expiring() == 0


def test_nobody_is_told_of_a_retired_product(cast, at_monday):
    certificate(product(cast, status=ProductStatus.RETIRED), days=20)
    assert alert_expiring() == 0


def test_the_alert_stands_in_the_history_and_changes_neither_status_nor_holder(turmeric):
    certificate(turmeric, days=20)
    alert_expiring()
    turmeric.case.refresh_from_db()
    event = turmeric.case.events.get()
    assert (event.verb, event.source, event.target) == ("certificate_expires", "published", "published")
    assert (turmeric.case.status, turmeric.case.holder) == ("published", None)
    assert "Certifier" not in str(event.data), "ids and dates only"


def test_notice_and_history_say_which_certificate_ends_when(cast, client, turmeric):
    certificate(turmeric, days=20)
    alert_expiring()
    brief = brief_of(Notice.objects.get())
    assert brief.what == "A certificate expires soon (The clock)"
    assert ("Certificate", "Organic, number ORG-1 of Certifier, expires on 22 Mar 2026.") in brief.facts
    cast.login(client, "convener")
    page = client.get(f"/products/{turmeric.case.handle}/").content.decode()
    assert "Organic, number ORG-1 of Certifier, expires on 22 Mar 2026." in page
    assert path_of(turmeric.case) == f"/products/{turmeric.case.handle}/"


def test_no_person_makes_the_move(cast, turmeric):
    row = certificate(turmeric, days=20)
    for name in ("convener", "chair", "apex_head"):
        with pytest.raises(NotPermitted):
            perform(turmeric.case, "certificate_expires", by=cast.actor(name), data={"certificate": row.pk, "days": 30})


def test_many_certificates_of_one_product_are_each_told(turmeric):
    for _ in range(3):
        certificate(turmeric, days=20)
    assert alert_expiring() == 3
    assert Notice.objects.count() == 3


def test_my_work_shows_what_ends_soon_until_it_is_renewed(cast, client, turmeric):
    row = certificate(turmeric, days=20)
    certificate(turmeric, days=200)
    cast.login(client, "convener")
    page = client.get("/work/").content.decode()
    assert "Renew Organic ORG-1" in page
    assert "ORG-2" not in page
    row.renewed_by = Certificate.objects.get(number="ORG-2")
    row.save()
    assert "ORG-1" not in client.get("/work/").content.decode()
