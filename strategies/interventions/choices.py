"""What can be chosen for an intervention of a plan, read once: forms of forty rows ask the database nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import override

from bottlenecks.models import Bottleneck, Category, ChainStage
from bottlenecks.models import Status as BottleneckStatus
from institutions import clock
from institutions.actors import Actor
from institutions.models import Body, BodyKind, Jurisdiction, Post, PostRole
from products.models import IdentifiedProduct, ProductStatus, Publication
from strategies.models import Plan, Scheme

CHOOSABLE = (ProductStatus.LISTED, ProductStatus.ENDORSED, ProductStatus.PUBLISHED)  # products of a plan
ELSEWHERE = [BodyKind.CENTRAL_AGENCY, BodyKind.APEX]
LANGUAGES = ("en", "hi")


class Choices:
    """Everything an intervention of a plan may name, by the key under which an edit keeps it."""

    def __init__(self, plan: Plan, actor: Actor) -> None:
        self.plan, self.actor = plan, actor

    @cached_property
    def stages(self) -> dict[str, ChainStage]:
        return {row.code: row for row in ChainStage.objects.filter(retired_on=None)}

    @cached_property
    def categories(self) -> dict[str, Category]:
        return {row.code: row for row in Category.objects.filter(retired_on=None).select_related("area")}

    @cached_property
    def schemes(self) -> dict[str, Scheme]:
        return {row.code: row for row in Scheme.objects.filter(retired_on=None)}

    @cached_property
    def agencies(self) -> dict[str, Body]:
        """The Central agencies something can be asked of."""
        return {row.code: row for row in Body.objects.active().filter(kind__in=ELSEWHERE)}

    @cached_property
    def posts(self) -> dict[str, Post]:
        """Who can own an intervention, by primary key: posts of the district, its State, and Central agencies."""
        case = self.plan.case
        authorities = Jurisdiction.objects.in_force(clock.today()).filter(district=case.district_id)
        bodies = (
            Q(body__district=case.district_id)
            | Q(body__state=case.state_id, body__district=None)
            | Q(body__kind__in=ELSEWHERE)
            | Q(body__in=authorities.values("body"))
        )
        rows = Post.objects.active().filter(bodies).exclude(role=PostRole.OBSERVER).select_related("body")
        return {str(row.pk): row for row in rows.order_by("body__kind", "body__name", "pk")}

    @cached_property
    def post_labels(self) -> dict[str, str]:
        """Key -> how a post is written in the form, each once: "APEDA, Nodal officer"."""
        labels: dict[str, str] = {}
        taken: set[str] = set()
        for key, post in self.posts.items():
            label = str(post)
            labels[key] = f"{label} ({post.body.code} {post.seat})" if label in taken else label
            taken.add(label)
        return labels

    @cached_property
    def owner_names(self) -> dict[str, str]:
        """Every way to write a post, casefolded -> its key; a label says more than a title that many share."""
        return names_of(self.posts) | {label.casefold(): key for key, label in self.post_labels.items()}

    @cached_property
    def products(self) -> dict[str, IdentifiedProduct]:
        """The district's products a plan can be about, by reference."""
        rows = IdentifiedProduct.objects.filter(case__district=self.plan.case.district_id)
        in_force = Publication.objects.filter(ended_at=None)  # also while its revision is being discussed
        wanted = Q(case__status__in=CHOOSABLE) | Q(publications__in=in_force) | Q(in_plans__plan=self.plan)
        rows = rows.filter(wanted).distinct()
        return {row.case.reference: row for row in rows.select_related("case").order_by("case__title")}

    @cached_property
    def planned(self) -> list[str]:
        """References of the plan's own products."""
        return list(self.plan.plan_products.values_list("product__case__reference", flat=True))

    @cached_property
    def bottlenecks(self) -> dict[str, Bottleneck]:
        """The district's register as the writer sees it, by reference."""
        rows = Bottleneck.objects.visible_to(self.actor).filter(case__district=self.plan.case.district_id)
        rows = rows.exclude(case__status=BottleneckStatus.DRAFT).select_related("case")
        return {row.case.reference: row for row in rows.order_by("-case__opened_at")}


def names_of(rows: Mapping[str, Any]) -> dict[str, str]:
    """Every way to write one of some rows, casefolded -> its key: code, name in either language, and label."""
    found: dict[str, str] = {}
    for key, row in rows.items():
        for language in LANGUAGES:
            with override(language):
                for text in (key, str(row), getattr(row, "name", ""), getattr(row, "name_hi", "")):
                    if text:
                        found.setdefault(str(text).casefold(), key)
    return found


def labels_of(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Every way to write one of fixed choices, casefolded -> its value."""
    found = {}
    for value, label in choices:
        found[str(value).casefold()] = value
        for language in LANGUAGES:
            with override(language):
                found[str(label).casefold()] = value
    return found


def nearest(text: str, known: Iterable[str]) -> str:
    """The known name most like a text; nothing where none is."""
    by_key = {name.casefold(): name for name in known}
    found = get_close_matches(text.casefold(), by_key, n=1, cutoff=0.5)
    return by_key[found[0]] if found else ""
