"""The life of an identified product: one row per move."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from escalations.firing import Fired, still_fires
from products.identified import effects, inputs, tell, who
from products.identified.clocks import settle
from products.identified.posts import CHIEF_SECRETARY, KIND
from products.models import IdentifiedProduct
from products.models import ProductStatus as S
from products.records import alerts
from workflow.engine import Inputs, Workflow
from workflow.engine import Transition as T
from workflow.inputs import OptionalNote, Reason

OPEN = (S.LISTED, S.PROPOSED, S.RETURNED)  # its facts and codes can be worked on
WITH_STATE = (S.PROPOSED, S.ENDORSED)
TERMINAL = frozenset({S.RETIRED})

TRANSITIONS = (
    # The district's committee ------------------------------------------------------------------------------------
    T(
        "propose", lazy("Propose it to the State"), (S.LISTED,), S.PROPOSED, by=who.the_district,
        inputs=OptionalNote, effect=effects.to_the_state, clock="endorse", notify=tell.the_holder_to_act,
        tone="primary", hint=lazy("Your committee takes it up; the State's committee has to answer by a date."),
    ),
    T(
        "resubmit", lazy("Propose it again"), (S.RETURNED,), S.PROPOSED, by=who.the_district,
        inputs=inputs.Resubmit, effect=effects.to_the_state, clock="endorse", notify=tell.the_holder_to_act,
        tone="primary",
    ),
    T(
        "revise", lazy("Revise it"), (S.PUBLISHED,), S.PROPOSED, by=who.the_district,
        inputs=inputs.Revise, effect=effects.revise, clock="endorse", notify=tell.the_holder_to_act,
        hint=lazy("What is published stays in force until the State publishes the revision."),
    ),
    T(
        "describe", lazy("Correct the facts"), OPEN, None, by=who.the_district,
        inputs=inputs.Describe, effect=effects.describe,
        hint=lazy("Whether it is goods or a service cannot change: retire it and propose it anew."),
    ),
    T(
        "keep_published", lazy("Give up the revision"), (S.PROPOSED, S.RETURNED), S.PUBLISHED, by=who.the_district,
        inputs=Reason, effect=effects.give_up_revision, clock="stop", notify=tell.the_state,
        offered=effects.is_published, tone="danger", hint=lazy("The facts are again those that are published."),
    ),
    T(
        "put_back", lazy("Not now: leave it on the list"), (S.PROPOSED, S.RETURNED), S.LISTED, by=who.the_district,
        inputs=Reason, effect=effects.put_back, clock="stop", notify=tell.the_state, offered=effects.is_of_a_list,
        tone="danger",
    ),
    T(
        "withdraw", lazy("Withdraw the proposal"), (S.PROPOSED, S.RETURNED), S.RETIRED, by=who.the_district,
        inputs=Reason, clock="stop", notify=tell.the_state, offered=effects.is_the_districts_own, tone="danger",
    ),
    # Its codes ----------------------------------------------------------------------------------------------------
    T(
        "confirm_code", lazy("Confirm an HS code"), OPEN, None, by=who.the_district_or_state,
        inputs=inputs.ConfirmCode, still=effects.is_not_confirmed, effect=effects.confirm_code,
        offered=effects.is_goods,
    ),
    T(
        "suggest_codes", lazy("Suggest HS codes"), OPEN, None, by=who.the_district_or_state,
        inputs=Inputs, still=effects.suggests_something, effect=effects.suggest_codes, offered=effects.is_goods,
        hint=lazy(
            "By what became of its old codes, and by the words of its name. A suggestion counts for nothing until "
            "somebody confirms it."
        ),
    ),
    T(
        "remove_code", lazy("Remove an HS code"), OPEN, None, by=who.the_district_or_state,
        inputs=inputs.RemoveCode, still=effects.has_the_code, effect=effects.remove_code, offered=effects.is_goods,
    ),
    # The State's committee ----------------------------------------------------------------------------------------
    T(
        "endorse", lazy("Endorse it"), (S.PROPOSED,), S.ENDORSED, by=who.the_state,
        inputs=OptionalNote, still=effects.may_be_endorsed, clock="publish", notify=tell.the_district, tone="primary",
        hint=lazy("Goods need a confirmed HS code, a service its class. It is public only once you publish it."),
    ),
    T(
        "return", lazy("Return it to the district"), WITH_STATE, S.RETURNED, by=who.the_state,
        inputs=inputs.RequiredChanges, effect=effects.to_the_district, clock="revise", notify=tell.the_holder_to_act,
    ),
    T(
        "publish", lazy("Publish it"), (S.ENDORSED,), S.PUBLISHED, by=who.the_state,
        inputs=OptionalNote, still=effects.is_classified, effect=effects.publish, clock="stop",
        notify=tell.both_committees, tone="primary", hint=lazy("Everybody can read it from now on, as it stands."),
    ),
    T(
        "retire", lazy("Retire it"), (S.LISTED, S.PUBLISHED), S.RETIRED, by=who.the_district_or_state,
        inputs=Reason, effect=effects.retire, clock="stop", notify=tell.both_committees, tone="danger",
        hint=lazy("It is no product of the district any more. What was published stays on record."),
    ),
    # The clock ----------------------------------------------------------------------------------------------------
    T(
        "escalate", lazy("Goes up one level"), WITH_STATE, None, by=who.the_clock,
        inputs=Fired, still=still_fires, effect=effects.climb, clock="again", notify=tell.the_level,
        offered=effects.is_below_the_top,
    ),
    T(
        "remind", lazy("Reminder"), (*WITH_STATE, S.RETURNED), None, by=who.the_clock,
        inputs=Fired, still=still_fires, clock="again", notify=tell.the_reminded,
    ),
    alerts.ROW,
)  # fmt: skip


def overdue(product: IdentifiedProduct, kind: str) -> str:
    """Silence of the State goes up to the Chief Secretary; above that, and in the district, it is reminded."""
    in_state = product.case.status in WITH_STATE and product.case.level < CHIEF_SECRETARY
    return "escalate" if in_state else "remind"


PRODUCT = Workflow(
    kind=KIND,
    model=IdentifiedProduct,
    statuses=S,
    initial=S.LISTED,
    terminal=TERMINAL,
    transitions=TRANSITIONS,
    settle=settle,
    overdue=overdue,
    unclocked=frozenset({S.LISTED, S.PUBLISHED, S.RETIRED}),
    page="product",
    reads=("case", "body", "indication", "cluster", "service_class"),
)
