"""What each move of an action point asks for."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.evidence import EvidenceField
from committees.owners import possible_owners
from institutions.models import Post
from workflow.engine import Inputs
from workflow.fields import ahead, day, prose
from workflow.inputs import Reason

LONGEST = timedelta(days=366)  # an action point may take


class SetAction(Inputs):
    """Who does what by when."""

    title = forms.CharField(label=lazy("What has to be done"), max_length=200)
    owner = forms.ModelChoiceField(Post.objects.none(), label=lazy("By whom"))
    due_on = day(lazy("By when"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            self.fields["owner"].queryset = possible_owners(self.subject.body)

    def clean_due_on(self):
        return ahead(self.cleaned_data["due_on"], LONGEST)


class Progress(Inputs):
    words = "text"
    text = prose(lazy("What was done"))
    evidence = EvidenceField(label=lazy("Evidence"), required=False)


class Report(Inputs):
    words = "result"
    result = prose(lazy("What came of it"))
    evidence = EvidenceField(label=lazy("Evidence"), required=False)


class Extend(Reason):
    due_on = day(lazy("New date"))

    def clean_due_on(self):
        value = ahead(self.cleaned_data["due_on"], LONGEST)
        if self.subject is not None and value < self.subject.due_on:
            sentence = _("It is due on %(date)s; more time is a later date.")
            raise forms.ValidationError(sentence % {"date": self.subject.due_on.isoformat()})
        return value


class HandOver(Reason):
    owner = forms.ModelChoiceField(Post.objects.none(), label=lazy("By whom"))
    due_on = day(lazy("By when"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            self.fields["owner"].queryset = possible_owners(self.subject.body)

    def clean_due_on(self):
        return ahead(self.cleaned_data["due_on"], LONGEST)
