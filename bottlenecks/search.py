"""What the register can be searched and sorted by; everything stands in the address."""

from django import forms
from django.db.models import Case as When
from django.db.models import Exists, F, FilteredRelation, IntegerField, OuterRef, Q, Value
from django.db.models import When as If
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as lazy

from bottlenecks.models import AGES, Area, Bottleneck, BottleneckQuerySet, Severity, Status
from escalations.models import DeadlineState
from geography.models import District, State
from institutions import clock
from institutions.models import Body, Post

ORDERS = {
    "due": (lazy("What is due first"), [F("clock__due_at").asc(nulls_last=True), "-case_id"]),
    "newest": (lazy("Newest first"), ["-case__opened_at", "-case_id"]),
    "oldest": (lazy("Oldest first"), ["case__opened_at", "case_id"]),
    "severity": (lazy("Worst first"), ["-weight", "case__opened_at", "case_id"]),
    "changed": (lazy("Last changed"), ["-case__changed_at", "-case_id"]),
}
EVERY = [("", lazy("All"))]


class Search(forms.Form):
    """Filters of the register; an empty field filters nothing, a wrong value is ignored with a sentence."""

    q = forms.CharField(label=lazy("Words or reference"), required=False, max_length=120)
    area = forms.ModelChoiceField(
        Area.objects.all(), label=lazy("Area"), to_field_name="code", required=False, empty_label=lazy("All")
    )
    status = forms.ChoiceField(label=lazy("Status"), required=False, choices=[*EVERY, *Status.choices])
    level = forms.TypedChoiceField(
        label=lazy("Level"),
        required=False,
        choices=[*EVERY, *((n, f"L{n}") for n in range(6))],
        coerce=int,
        empty_value=None,
    )
    severity = forms.ChoiceField(label=lazy("How bad"), required=False, choices=[*EVERY, *Severity.choices])
    state = forms.ModelChoiceField(
        State.objects.all(), label=lazy("State"), to_field_name="code", required=False, empty_label=lazy("All")
    )
    sort = forms.ChoiceField(
        label=lazy("Order"), required=False, choices=[(name, label) for name, (label, _order) in ORDERS.items()]
    )
    overdue = forms.BooleanField(label=lazy("Overdue only"), required=False)
    district = forms.ModelChoiceField(
        District.objects.all(), to_field_name="lgd_code", required=False, widget=forms.HiddenInput
    )
    age = forms.ChoiceField(required=False, choices=[*EVERY, *((age, age) for age in AGES)], widget=forms.HiddenInput)
    agency = forms.ModelChoiceField(Body.objects.all(), to_field_name="code", required=False, widget=forms.HiddenInput)
    post = forms.ModelChoiceField(Post.objects.all(), required=False, widget=forms.HiddenInput)
    live = forms.BooleanField(required=False, widget=forms.HiddenInput)
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: BottleneckQuerySet, *, post=None) -> BottleneckQuerySet:
        """The bottlenecks that fit every filter given, in the wanted order."""
        self.is_valid()
        wanted, now = self.cleaned_data, clock.now()
        columns = {"area": "area", "status": "case__status", "severity": "severity", "state": "case__state"}
        columns |= {"district": "case__district", "agency": "case__holder__body", "post": "case__holder"}
        rows = rows.filter(**{column: wanted[name] for name, column in columns.items() if wanted.get(name)})
        if wanted.get("level") is not None:
            rows = rows.filter(case__level=wanted["level"])
        if wanted.get("q"):
            words = wanted["q"].strip()
            rows = rows.filter(Q(case__title__icontains=words) | Q(case__reference__startswith=words.upper()))
        if wanted.get("age"):
            rows = rows.aged(wanted["age"], now)
        if wanted.get("live"):
            rows = rows.live()
        if wanted.get("overdue"):
            rows = rows.live().overdue(now)
        if wanted.get("mine"):
            rows = rows.filter(Q(case__holder=post) | Q(assigned_to=post))
        return self._ordered(rows)

    def _ordered(self, rows: BottleneckQuerySet) -> BottleneckQuerySet:
        order = self.cleaned_data.get("sort") or "due"
        if order == "due":
            running = FilteredRelation("case__deadlines", condition=Q(case__deadlines__state=DeadlineState.RUNNING))
            rows = rows.annotate(clock=running)
        if order == "severity":
            weights = [If(severity=Severity.CRITICAL, then=Value(2)), If(severity=Severity.HIGH, then=Value(1))]
            rows = rows.annotate(weight=When(*weights, default=Value(0), output_field=IntegerField()))
        return rows.order_by(*ORDERS[order][1])

    def chips(self) -> list[tuple[str, str]]:
        """The filters in force that no visible field shows: (name, words)."""
        wanted = getattr(self, "cleaned_data", {})
        found = [(name, str(wanted[name])) for name in ("agency", "post", "district") if wanted.get(name)]
        if wanted.get("age"):
            youngest, oldest = AGES[wanted["age"]]
            days = f"{youngest}–{oldest - 1}" if oldest else f"> {youngest - 1}"
            found.append(("age", gettext("logged %(days)s days ago") % {"days": days}))
        if wanted.get("live"):
            found.append(("live", gettext("open ones only")))
        if wanted.get("mine"):
            found.append(("mine", gettext("with my post")))
        return found


def with_overdue(rows: BottleneckQuerySet) -> BottleneckQuerySet:
    """Each row knows whether it is overdue, by the one rule."""
    late = Bottleneck.objects.overdue(clock.now()).filter(pk=OuterRef("pk"))
    return rows.annotate(is_overdue=Exists(late))
