"""The verbs that make an identified product; every later move is a row of the workflow table."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, InvolvementRole
from cases.record import involve, next_reference
from geography.models import District
from geography.names import name_key
from institutions import clock, roles
from institutions.actors import Actor
from institutions.models import Body, Post
from products.identified import codes
from products.identified.effects import take_facts
from products.identified.inputs import Proposal
from products.identified.workflow import PRODUCT
from products.models import IdentifiedProduct, ProductCode
from workflow.engine import perform, start
from workflow.errors import Invalid

LETTER = "P"


def may_propose(actor: Actor, district: District) -> bool:
    """The convener or chair of the district's own committee."""
    return actor.may(roles.IDENTIFY) and actor.body.district_id == district.pk


def prefix_of(district: District) -> str:
    """The series of references of a district's products: MH-PUNE-P."""
    return f"{district.state.code}-{district.code}-{LETTER}"


def blank(district: District) -> IdentifiedProduct:
    """A product of a district that is nothing yet: what the form of a proposal is about."""
    return IdentifiedProduct(case=Case(district=district, state=district.state))


@transaction.atomic
def propose(*, by: Actor, district: District, data: Any) -> IdentifiedProduct:
    """Propose a product of a district to its State in one step: it gets its reference, and the State its clock.

    data: the fields of `Proposal`. Codes named are confirmed by the post that names them; goods without one get the
    portal's suggestions. Raises PermissionDenied (403) outside the actor's district, Invalid (422) with the bound form.
    """
    if not may_propose(by, district):
        raise PermissionDenied(_("Only a district's committee proposes its products."))
    Body.objects.select_for_update().get(pk=by.body.pk)  # the same name twice at once is one product
    form = Proposal(data, subject=blank(district), actor=by)
    if not form.is_valid():
        raise Invalid(form)
    product = _identify(by, district, form.cleaned_data)
    return perform(product.case, "propose", by=by).subject


def _identify(by: Actor, district: District, facts: dict[str, Any]) -> IdentifiedProduct:
    """The new case with everything that was said of it."""
    case = new_case(district, title=facts["title"], body=by.body, holder=by.post)
    product = IdentifiedProduct(body=by.body, kind=facts["product_kind"], key=name_key(facts["title"]))
    start(workflow=PRODUCT, case=case, subject=product, by=by, verb="identify")
    involve(case=case, body=by.body, role=InvolvementRole.ORIGIN)
    take_facts(product, facts)
    product.save()
    for code in facts["hs_codes"]:
        codes.confirm(product, code, post=by.post, at=case.opened_at)
    if not facts["hs_codes"]:
        ProductCode.objects.bulk_create(codes.suggestions(product), ignore_conflicts=True)
    return product


def new_case(district: District, *, title: str, body: Body, holder: Post | None) -> Case:
    """A case of a product with its reference, held from now; not saved yet."""
    at = clock.now()
    return Case(
        title=title[:200], district=district, state=district.state, origin=body, holder=holder, holder_since=at,
        opened_at=at, reference=next_reference(prefix=prefix_of(district), year=clock.local_date(at).year),
    )  # fmt: skip
