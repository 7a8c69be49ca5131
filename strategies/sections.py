"""What plans say of a product or a bottleneck on its page, and the way from there into the plan."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bottlenecks.models import LIVE, Bottleneck
from cases import links
from cases.links import Link
from cases.models import Case
from institutions import roles
from institutions.actors import Actor
from products import links as product_links
from products.links import Section
from products.models import IdentifiedProduct
from strategies.life import who
from strategies.models import WRITABLE, Intervention, Plan
from strategies.schemes.suggest import suggest

AT_MOST = 8


@links.register
def plans_of_a_bottleneck(case: Case, actor: Actor) -> list[Link]:
    """The interventions that remove it, the way to plan one, and how many open schemes could pay."""
    if case.kind != "bottleneck":
        return []
    found = _interventions(Intervention.objects.filter(bottlenecks=case.pk), actor)
    if found:
        found.append(Link(_("Trace through plans and strategies"), reverse("bottleneck-trace", args=[case.handle])))
    if case.status in LIVE and actor.may(roles.WRITE):
        found += _into_the_plan(actor, case, _("Plan an intervention against it"), "bottleneck")
        found += _schemes(case)
    return found


@product_links.register
def plans_of_a_product(product: IdentifiedProduct, actor: Actor) -> Section | None:
    """The interventions for it, and the way to plan one."""
    found = _interventions(Intervention.objects.filter(products=product.pk), actor)
    if actor.may(roles.WRITE):
        found += _into_the_plan(actor, product.case, _("Plan an intervention for it"), "product")
    return Section(_("In export plans"), found) if found else None


def _interventions(rows, actor: Actor) -> list[Link]:
    rows = rows.current().visible_to(actor).select_related("plan__case").order_by("-plan__case__opened_at", "code")
    return [
        Link(str(row), reverse("intervention", args=[row.plan.case.handle, row.code]), note=row.plan.case.title)
        for row in rows[:AT_MOST]
    ]


def _into_the_plan(actor: Actor, case: Case, label: str, name: str) -> list[Link]:
    """To a new intervention of the reader's own plan of the district, begun with what the page is about."""
    plans = Plan.objects.filter(case__district=case.district_id, case__status__in=WRITABLE, body=actor.body)
    plan = plans.select_related("case").first()
    if plan is None or not case.reference or not who.a_writer(actor, plan):
        return []
    url = reverse("intervention-new", args=[plan.case.handle])
    return [Link(label, f"{url}?{urlencode({name: case.reference})}", note=plan.case.title)]


def _schemes(case: Case) -> list[Link]:
    row = Bottleneck.objects.select_related("area", "stage", "case__state").get(pk=case.pk)
    stage, area = row.stage.code if row.stage else "", row.area.code
    count = len(suggest(state=row.case.state, stage=stage, area=area))
    if not count:
        return []
    label = ngettext("%(n)s open scheme could pay", "%(n)s open schemes could pay", count) % {"n": count}
    query = urlencode({"area": area, "stage": stage, "state": row.case.state.code})
    return [Link(label, f"{reverse('schemes')}?{query}")]
