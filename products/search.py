"""What the list of identified products can be narrowed by; everything stands in the address."""

from __future__ import annotations

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as lazy

from geography.models import District, State
from institutions.actors import Actor
from products.identified.public import with_publication
from products.models import HSCode, IdentifiedProduct, ProductCode, ProductKind, ProductStatus
from products.models.identified import IdentifiedProductQuerySet

EVERY = [("", lazy("All"))]
MINE, EVERYBODY = "mine", "all"
WHERE = [(MINE, lazy("Of my committee")), (EVERYBODY, lazy("Everything public"))]
MARKS = [
    *EVERY, ("odop", lazy("One District One Product")), ("gi", lazy("With a GI")),
    ("unconfirmed", lazy("Codes not confirmed yet")), ("uncoded", lazy("Goods without an HS code")),
]  # fmt: skip
PUBLIC_MARKS = [row for row in MARKS if row[0] not in ("unconfirmed",)]
PUBLIC_STATUSES = [
    *EVERY, (ProductStatus.PUBLISHED, lazy("Published")), (ProductStatus.LISTED, lazy("On a national list"))
]  # fmt: skip
PUBLICLY = {  # what a mark means to the public: what is published, else what the list says
    "odop": Q(published__is_odop=True) | Q(published__isnull=True, listed_as_odop=True),
    "gi": Q(published__indication__number__isnull=False),
    "uncoded": Q(published__isnull=True, kind=ProductKind.GOOD),
}
ORDER = ("case__state__name", "case__district__name", "public_name", "pk")


class Chapters(forms.ChoiceField):
    """The chapters of the classification, by two digits."""

    def __init__(self, **kwargs):
        super().__init__(choices=_chapters, required=False, **kwargs)


def _chapters():
    rows = HSCode.objects.current().filter(level=2).order_by("code")
    return [*EVERY, *((row.code, f"{row.code} {row.text[:60]}") for row in rows)]


class Search(forms.Form):
    """Filters of the list for one reader; a wrong value narrows nothing."""

    q = forms.CharField(label=lazy("Name or reference"), required=False, max_length=120)
    where = forms.ChoiceField(label=lazy("Show"), choices=WHERE, required=False)
    state = forms.ModelChoiceField(
        State.objects.all(), label=lazy("State"), to_field_name="code", required=False,
        empty_label=lazy("All"),
    )  # fmt: skip
    district = forms.ModelChoiceField(
        District.objects.none(), label=lazy("District"), to_field_name="lgd_code", required=False,
        empty_label=lazy("All"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=lazy("Goods or service"), choices=[*EVERY, *ProductKind.choices], required=False)
    status = forms.ChoiceField(label=lazy("Status"), choices=[*EVERY, *ProductStatus.choices], required=False)
    chapter = Chapters(label=lazy("HS chapter"))
    hs = forms.RegexField(r"^\d{2,8}$", required=False, widget=forms.HiddenInput)
    mark = forms.ChoiceField(label=lazy("Only"), choices=MARKS, required=False)

    def __init__(self, data, *, actor: Actor):
        self.actor = actor
        super().__init__(data)
        scope = actor.scope
        self.inside = actor.post is not None and bool(scope.everything or scope.states or scope.districts)
        self.is_public = not self.inside or self.data.get("where") == EVERYBODY
        if not self.inside:
            del self.fields["where"]
        if self.is_public:
            self.fields["status"].choices, self.fields["mark"].choices = PUBLIC_STATUSES, PUBLIC_MARKS
        self._places()

    def _places(self) -> None:
        """Districts are offered once a State is known: hundreds in a menu help nobody."""
        scope, state = self.actor.scope, str(self.data.get("state", ""))
        districts = District.objects.filter(retired_on=None)
        if self.is_public or scope.everything:
            rows = districts.filter(state__code=state.upper()) if state else districts.none()
        else:
            del self.fields["state"]
            rows = districts.filter(Q(state__in=scope.states) | Q(pk__in=scope.districts))
        self.fields["district"].queryset = rows
        if not state and "state" in self.fields and self.data.get("district"):
            self.fields["district"].queryset = districts.filter(lgd_code=str(self.data["district"])[:8])
        if "state" not in self.fields and len(rows[:2]) < 2:
            del self.fields["district"]

    def rows(self) -> IdentifiedProductQuerySet:
        """The products that fit every filter, in the order of places; each as its reader may see it."""
        self.is_valid()
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        base = IdentifiedProduct.objects
        rows = with_publication(base.public() if self.is_public else base.visible_to(self.actor))
        columns = {"state": "case__state", "district": "case__district", "kind": "kind"}
        rows = rows.filter(**{column: wanted[name] for name, column in columns.items() if name in wanted})
        if "q" in wanted:
            rows = rows.filter(self._named(wanted["q"].strip()))
        if "status" in wanted:
            rows = rows.filter(self._of_status(wanted["status"]))
        rows = self._marked(rows, wanted.get("mark", ""))
        for name in ("chapter", "hs"):
            if name in wanted:
                rows = self._coded(rows, wanted[name])
        return with_codes(rows).for_list().select_related("case__district__state").order_by(*ORDER)

    def _named(self, words: str) -> Q:
        reference = Q(case__reference__startswith=words.upper())
        if self.is_public:
            return reference | Q(public_name__icontains=words)
        return reference | Q(case__title__icontains=words) | Q(name_hi__icontains=words)

    def _of_status(self, status: str) -> Q:
        if self.is_public:
            return Q(published__isnull=status != ProductStatus.PUBLISHED)
        return Q(case__status=status)

    def _coded(self, rows: IdentifiedProductQuerySet, digits: str) -> IdentifiedProductQuerySet:
        """Those with a code that begins so, and that their reader may know of."""
        if self.is_public:
            return rows.published_under(digits)
        return rows.filter(Exists(ProductCode.objects.filter(product=OuterRef("pk"), code__code__startswith=digits)))

    def _marked(self, rows: IdentifiedProductQuerySet, mark: str) -> IdentifiedProductQuerySet:
        if self.is_public:
            return rows.filter(PUBLICLY[mark]) if mark in PUBLICLY else rows
        codes = ProductCode.objects.filter(product=OuterRef("pk"))
        match mark:
            case "odop":
                return rows.filter(is_odop=True)
            case "gi":
                return rows.exclude(indication=None)
            case "unconfirmed":
                return rows.filter(Exists(codes.filter(confirmed_at=None)))
            case "uncoded":
                return rows.filter(~Exists(codes.exclude(confirmed_at=None)), kind=ProductKind.GOOD)
        return rows


def with_codes(rows: IdentifiedProductQuerySet) -> IdentifiedProductQuerySet:
    """Each row with its confirmed codes and those only suggested, as text."""
    codes = ProductCode.objects.filter(product=OuterRef("pk")).order_by("code__code").values("code__code")
    return rows.annotate(
        confirmed_codes=ArraySubquery(codes.exclude(confirmed_at=None)),
        pending_codes=ArraySubquery(codes.filter(confirmed_at=None)),
    )
