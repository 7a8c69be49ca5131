"""The trade classification for systems; open, as its pages are."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s

from products.hs.pages import find
from products.hs.representation import code_document, hit_document
from products.hs.search import search
from products.models import HSLevel
from workflow.api import PortalView, answer
from workflow.documents import refusals
from workflow.listing import LARGEST_PAGE, PAGE, filters_from
from workflow.schema import query_parameters


class HSFilters(forms.Form):
    """What is searched, and how much of it is wanted."""

    search = forms.CharField(
        max_length=200, help_text=lazy("A name in English or Hindi, as people say it, or the start of a code.")
    )
    level = forms.TypedChoiceField(
        coerce=int, choices=HSLevel.choices, required=False, help_text=lazy("Only codes of so many digits.")
    )
    retired = forms.ChoiceField(
        choices=[("true", "true"), ("false", "false")], required=False, help_text=lazy("Also codes no longer in force.")
    )
    limit = forms.IntegerField(min_value=1, max_value=LARGEST_PAGE, required=False)


class HSCodeDocument(s.Serializer):
    code = s.CharField(help_text="2, 4, 6 or 8 digits; text, never a number.")
    dotted = s.CharField(help_text="As printed in a tariff: 0910.30.")
    level = s.IntegerField(help_text="Number of digits.")
    edition = s.CharField()
    section = s.CharField(allow_blank=True, help_text="Roman number of the section.")
    parent = s.CharField(allow_null=True)
    description = s.CharField()
    description_hi = s.CharField(allow_blank=True)
    unit = s.CharField(allow_blank=True)
    retired_on = s.DateField(allow_null=True)
    note = s.CharField(allow_blank=True)
    source = s.CharField()


class HSHitDocument(HSCodeDocument):
    score = s.FloatField(help_text="1 for what was meant for certain.")
    why = s.CharField(help_text="How it was found, in a few words.")


class HSListDocument(s.Serializer):
    results = HSHitDocument(many=True)


class Open(PortalView):
    """Open to all."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()


class HSList(Open):
    """Codes for what somebody calls a product, the best first; "haldi", "turmeric" and "termeric" find 091030."""

    @extend_schema(
        operation_id="hs",
        parameters=query_parameters(HSFilters),
        responses={200: HSListDocument, **refusals(422)},
        tags=["hs"],
    )
    def get(self, request) -> HttpResponse:
        wanted = filters_from(HSFilters, request.GET).cleaned_data
        hits = search(
            wanted["search"],
            level=wanted["level"] or None,
            limit=wanted["limit"] or PAGE,
            retired=wanted["retired"] == "true",
        )
        return answer({"results": [hit_document(hit) for hit in hits]})


class HSDetail(Open):
    """One code, in force or retired."""

    @extend_schema(operation_id="hs_code", responses={200: HSCodeDocument, **refusals(404)}, tags=["hs"])
    def get(self, request, code: str) -> HttpResponse:
        found = find(code.replace(".", ""))
        if found is None:
            raise Http404
        return answer(code_document(found))
