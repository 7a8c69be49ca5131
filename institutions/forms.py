"""What is asked when somebody is appointed, when an appointment ends, and when a system is connected."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import User
from institutions import clock
from institutions.models import AppointmentKind, Body, Post

LIVES = [("90", lazy("90 days")), ("180", lazy("180 days")), ("365", lazy("a year"))]


def a_day(label, **kwargs) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class Appoint(forms.Form):
    """Somebody's address, and the order. An address without an account gets one, without a password."""

    email = forms.EmailField(
        label=lazy("E-mail address of the officer"),
        help_text=lazy("The official address, as in the order. Notices and the invitation go there."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=lazy("Name"),
        max_length=120,
        required=False,
        help_text=lazy("Needed if the officer has no account here yet."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=lazy("Kind of appointment"),
        choices=AppointmentKind.choices,
        initial=AppointmentKind.REGULAR,
        widget=forms.RadioSelect,
        help_text=lazy("A substitute stands in for the holder; an acting officer holds the post until it is filled."),
    )
    starts_on = a_day(lazy("From"))
    last_day = a_day(lazy("Last day"), required=False, help_text=lazy("Leave empty if the order names none."))
    order_number = forms.CharField(label=lazy("Number of the order"), max_length=120)

    def clean(self) -> dict[str, Any]:
        wanted = super().clean()
        self.user = User.objects.with_address(wanted["email"]).first() if wanted.get("email") else None
        if self.user and not self.user.is_active:
            self.add_error("email", _("The account of this address is closed; the administrator can open it again."))
        if wanted.get("email") and not self.user and not wanted.get("name"):
            self.add_error("name", _("This address has no account yet: write the officer's name."))
        first, last = wanted.get("starts_on"), wanted.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        if wanted.get("kind") == AppointmentKind.SUBSTITUTE and "last_day" in wanted and not last:
            self.add_error("last_day", _("A substitute stands in for a time: give the last day."))
        return wanted

    @property
    def ends_on(self):
        """The first day the appointment no longer holds, as it is stored."""
        last = self.cleaned_data["last_day"]
        return last + timedelta(days=1) if last else None


class End(forms.Form):
    """The last day somebody is in post."""

    last_day = a_day(lazy("Last day in the post"), initial=clock.today)

    @property
    def on(self):
        return self.cleaned_data["last_day"] + timedelta(days=1)


class Connect(forms.Form):
    """A system that is to act as one post of a body."""

    name = forms.CharField(
        label=lazy("Name of the system"), max_length=120, help_text=lazy("For example “State single-window system”.")
    )
    post = forms.ModelChoiceField(
        Post.objects.none(), label=lazy("Acts as"), help_text=lazy("It may do what this post may do, and no more.")
    )
    life = forms.ChoiceField(label=lazy("Valid for"), choices=LIVES, initial="180")

    def __init__(self, *args, body: Body, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = Post.objects.active().filter(body=body).order_by("pk")
        self.fields["post"].label_from_instance = lambda post: post.label

    @property
    def expires_at(self):
        return clock.now() + timedelta(days=int(self.cleaned_data["life"]))


def sentences(problem: ValidationError) -> str:
    """What an operation refused, in words for the form."""
    return " ".join(problem.messages)
