"""What each answer to a special focus asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as lazy

from products.identified.actions import blank
from products.identified.inputs import Proposal
from products.models import ProductKind
from workflow.engine import Inputs

LONGEST_NAME = 200


class Add(Inputs):
    """The name under which the product is proposed to the State; its code comes from the trade data."""

    title = forms.CharField(
        label=lazy("Name of the product"), max_length=LONGEST_NAME, min_length=3,
        help_text=lazy("As the district knows it: “agarwood chips” says more than the words of the tariff."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.subject is not None and not self.is_bound and "title" not in (self.initial or {}):
            self.initial["title"] = Truncator(self.subject.name).chars(LONGEST_NAME)

    def clean(self) -> dict[str, Any]:
        """What the proposal of a product would refuse is refused here, in the same words."""
        data = super().clean()
        if data.get("title"):
            proposed = Proposal(proposal(self.subject, data["title"]), subject=blank(self.subject.case.district))
            for name, problems in proposed.errors.items():
                self.add_error("title" if name == "title" else None, problems)
        return data


def proposal(focus: Any, title: str) -> dict[str, Any]:
    """What is sent to products.identified for a special focus: goods, with its code where the classification has it."""
    return {"title": title, "product_kind": ProductKind.GOOD, "hs_codes": focus.hs.code if focus.hs_id else ""}
