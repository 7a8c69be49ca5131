"""What the database promises about accounts."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actions import open_account
from accounts.models import User, UserEvent

pytestmark = pytest.mark.django_db


def test_one_account_per_address_however_it_is_capitalised():
    User.objects.create_user("daisy@meghalaya.gov.in", name="Daisy")
    with pytest.raises(IntegrityError, match="one_account_per_address"):
        User.objects.bulk_create([User(email="Daisy@Meghalaya.gov.in", name="Another")])


def test_a_demo_account_has_an_address_that_cannot_receive_mail():
    User.objects.create_user("daisy@deh.invalid", name="Daisy", is_demo=True)
    with pytest.raises(IntegrityError, match="demo_address_is_invalid"):
        User.objects.create_user("daisy@meghalaya.gov.in", name="Daisy", is_demo=True)


def test_a_language_is_english_or_hindi():
    with pytest.raises(IntegrityError, match="account_language_is_known"), transaction.atomic():
        User.objects.create_user("daisy@deh.invalid", name="Daisy", language="fr")


def test_addresses_are_kept_in_lower_case_and_found_in_any():
    user = User.objects.create_user(" Daisy@DEH.invalid ", name="Daisy")
    assert user.email == "daisy@deh.invalid"
    assert User.objects.get_by_natural_key("DAISY@deh.invalid") == user


def test_opening_an_account_twice_gives_the_same_account_without_a_password():
    first = open_account(email="daisy@deh.invalid", name="Daisy")
    assert open_account(email="Daisy@deh.invalid", name="Daisy L.") == first
    assert not first.has_usable_password()


def test_every_change_is_kept_without_the_password():
    user = User.objects.create_user("daisy@deh.invalid", "a quiet morning", name="Daisy")
    user.is_staff = True
    user.save()
    user.set_password("another morning")
    user.save()
    assert list(UserEvent.objects.filter(pgh_obj=user).values_list("pgh_label", "is_staff")) == [
        ("insert", False),
        ("update", True),
    ]
    with connection.cursor() as cursor:
        columns = {
            column.name for column in connection.introspection.get_table_description(cursor, "accounts_userevent")
        }
    assert not columns & {"password", "last_login", "mobile", "phone"}


def test_a_name_is_shown_in_the_language_of_the_page():
    user = User(email="daisy@deh.invalid", name="Daisy", name_hi="डेज़ी")
    assert (user.name_in("en"), user.name_in("hi")) == ("Daisy", "डेज़ी")
    assert User(email="x@deh.invalid", name="Only English").name_in("hi") == "Only English"
