"""What a move changes, and what is re-checked under the lock before it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from geography.names import name_key
from products.identified import codes, posts, publication
from products.identified.inputs import MARKETS, PLAIN
from products.models import IdentifiedProduct, ProductCode, ProductKind, TargetMarket
from workflow.engine import Move

OF_THE_DISTRICT = ("propose", "resubmit", "revise", "describe", "confirm_code", "remove_code")

# Conditions of the record beside its status (`offered`) ---------------------------------------------------------------


def is_goods(product: Any) -> bool:
    """A service never has an HS code."""
    return product.kind == ProductKind.GOOD


def is_published(product: Any) -> bool:
    return publication.in_force(product)


def is_of_a_list(product: Any) -> bool:
    """It came from a national list, and the State has published nothing about it."""
    return bool(product.listed_in) and not publication.in_force(product)


def is_the_districts_own(product: Any) -> bool:
    """It came from the district, and the State has published nothing about it."""
    return not product.listed_in and not publication.in_force(product)


def is_below_the_top(product: Any) -> bool:
    return product.case.level < posts.CHIEF_SECRETARY


# Guards (`still`) -----------------------------------------------------------------------------------------------------


def is_classified(move: Move) -> str | None:
    """Goods have a confirmed HS code and a service its class before the State says yes."""
    return missing(move.subject) or None


def missing(product: IdentifiedProduct) -> str:
    """What the product lacks before the State can endorse it, in a sentence; empty when nothing."""
    if product.is_service:
        return "" if product.service_class_id else _("Choose its class of service first: a service has no HS code.")
    if codes.confirmed(product).exists():
        return ""
    return _("Confirm at least one HS code first: without it nobody can see its trade, tariffs or barriers.")


def may_be_endorsed(move: Move) -> str | None:
    """Nobody endorses what they proposed or wrote themselves for the district (403)."""
    own = move.case.events.filter(
        cycle=move.case.cycle, verb__in=OF_THE_DISTRICT, actor_user=move.by.user, actor_post__body=move.subject.body
    )
    if move.by.user is not None and own.exists():
        raise PermissionDenied(_("You proposed this product yourself: somebody else has to endorse it."))
    return is_classified(move)


def is_not_confirmed(move: Move) -> str | None:
    done = codes.confirmed(move.subject).filter(code=move.inputs["code"]).exists()
    return _("This code is confirmed already.") if done else None


def has_the_code(move: Move) -> str | None:
    has = move.subject.product_codes.filter(code=move.inputs["code"]).exists()
    return None if has else _("The product does not have this code.")


def suggests_something(move: Move) -> str | None:
    move.subject.suggested = codes.suggestions(move.subject)
    return None if move.subject.suggested else _("No further code is suggested by its name. Search by another word.")


# Effects --------------------------------------------------------------------------------------------------------------


def describe(move: Move) -> None:
    """The facts as they were filled in; what the form did not ask stays."""
    before = move.case.title
    take_facts(move.subject, move.inputs)
    move.data = {"renamed": before != move.case.title}


def take_facts(product: IdentifiedProduct, facts: dict[str, Any]) -> None:
    """Write the facts into a saved product and its case; the caller saves both."""
    product.case.title, product.key = facts["title"], name_key(facts["title"])
    for name in PLAIN:
        if name in facts:
            setattr(product, name, facts[name])
    keep_markets(product, *(facts[name] for name in MARKETS))


def keep_markets(product: IdentifiedProduct, existing: list, new: list) -> None:
    """Make these the product's markets, and no others."""
    product.target_markets.all().delete()
    rows = [(country, True) for country in existing] + [(country, False) for country in new]
    TargetMarket.objects.bulk_create(
        TargetMarket(product=product, country=country, is_existing=sold) for country, sold in rows
    )


def confirm_code(move: Move) -> None:
    code = move.inputs["code"]
    codes.confirm(move.subject, code, post=move.by.post, at=move.at)
    move.data = {"code": code.code, "edition": code.edition}


def suggest_codes(move: Move) -> None:
    rows = ProductCode.objects.bulk_create(move.subject.suggested, ignore_conflicts=True)
    move.data = {"codes": [row.code.code for row in rows]}


def remove_code(move: Move) -> None:
    code = move.inputs["code"]
    move.subject.product_codes.filter(code=code).delete()
    move.data = {"code": code.code, "edition": code.edition}


def to_the_state(move: Move) -> None:
    """The State's committee has it and its answer is due."""
    move.hand_to(posts.accountable(posts.STATE, move.subject), posts.STATE)


def revise(move: Move) -> None:
    """A new cycle; what is published stays in force until the State publishes the next one."""
    describe(move)
    move.case.cycle += 1
    to_the_state(move)


def to_the_district(move: Move) -> None:
    move.hand_to(posts.accountable(posts.DISTRICT, move.subject), posts.DISTRICT)


def publish(move: Move) -> None:
    publication.freeze(move)
    to_the_district(move)


def give_up_revision(move: Move) -> None:
    publication.restore(move)
    to_the_district(move)


def put_back(move: Move) -> None:
    """On its list as before; nobody has to do anything."""
    move.hand_to(None, posts.DISTRICT)


def retire(move: Move) -> None:
    publication.end(move.subject, move.at)


def climb(move: Move) -> None:
    """One level up, never more."""
    post = posts.accountable(move.case.level + 1, move.subject)
    move.data = {"from_post": move.case.holder_id, "to_post": post and post.pk}
    move.hand_to(post, move.case.level + 1)
