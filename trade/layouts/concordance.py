"""Correlations between two editions of the HS, as UNSD and the WCO publish them: which code became which.

They tell people what became of a code and suggest new codes for products. No figure of trade is carried over by them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from institutions import clock
from products.codes import EDITION, EDITIONS, HS_CODE
from products.hs.concordance import TURNED, named
from products.identified.codes import follow_the_concordance
from products.models import Concordance, HSCode, HSLevel, Relation
from trade.importer.layout import Ask, Column, Layout, Staged, WrongFile, register
from trade.importer.locks import wait_for_series
from trade.importer.problems import add_sentences
from trade.models import Batch, BatchState
from trade.money import whole

NAME = "concordance"
MOST = 100_000  # rows; the largest that is published has some 11,000
CHOICES = (("", _("The table says it")), *((edition, named(edition)) for edition in EDITIONS))
UNSD = {f"H{number}": edition for number, edition in enumerate(EDITIONS[:7])}  # as UN Comtrade writes the editions
SIDE = {"1": "1", "one": "1", "n": "n", "m": "n", "many": "n", "several": "n"}

add_sentences(
    {
        "no_edition": _("“%(value)s” is not an edition. Write HS2017, or choose the edition for the whole table."),
        "same_edition": _("Both codes are of one edition. A table of correlations is between two."),
        "correlation_code": _("“%(value)s” is not an HS subheading. Write its six digits, such as 091030."),
        "correlation_unknown": _("“%(value)s” is not in HS 2022: no page of a code of HS 2022 will show this row."),
        "correlation_relation": _("“%(value)s” is not a relation. Write 1:1, 1:n, n:1 or n:n, or leave it empty."),
        "relation_is_not_one": _("The row says 1:1, but the table has “%(value)s” more than once. Correct it."),
    }
)


@dataclass(frozen=True)
class Step:
    """A row as it is kept: from the older edition to the newer one, whichever way the table tells it."""

    older: tuple[str, str]  # edition, code
    newer: tuple[str, str]
    relation: str  # empty where the table leaves it to be counted

    @property
    def editions(self) -> tuple[str, str]:
        return self.older[0], self.newer[0]


def check(staged: Staged) -> None:
    """Codes of six digits of two editions, each pair once; `staged.memo` becomes the steps."""
    if staged.rows_read > MOST:
        raise WrongFile(
            _now("The table has %(rows)s rows; correlations of two editions have at most %(most)s.")
            % {"rows": whole(staged.rows_read), "most": whole(MOST)}
        )
    known = set(HSCode.objects.filter(edition=EDITION, level=HSLevel.SUBHEADING).values_list("code", flat=True))
    found: dict[tuple, tuple[int, Step]] = {}
    for row in staged.rows():
        step = _step(staged, row)
        if step is None:
            continue
        if (step.older, step.newer) in found:
            staged.note(row["row_no"], "to_code", "duplicate", row["to_code"])
            continue
        found[step.older, step.newer] = (row["row_no"], step)
        if known and step.newer[0] == EDITION and step.newer[1] not in known:
            staged.note(row["row_no"], "to_code", "correlation_unknown", step.newer[1], warning=True)
    _refuse_several_pairs(step for _number, step in found.values())
    sides = Counter(side for _number, step in found.values() for side in (step.older, step.newer))
    for number, step in found.values():
        twice = next((code for edition, code in (step.older, step.newer) if sides[edition, code] > 1), "")
        if step.relation == Relation.ONE_TO_ONE and twice:
            staged.note(number, "relation", "relation_is_not_one", twice)
    staged.memo = [_counted(step, sides) for _number, step in found.values()]


def _refuse_several_pairs(steps: Iterable[Step]) -> None:
    pairs = sorted({step.editions for step in steps})
    if len(pairs) > 1:
        said = "; ".join(f"{named(older)}–{named(newer)}" for older, newer in pairs)
        raise WrongFile(
            _now("The table is of several pairs of editions: %(pairs)s. Send one for each pair.") % {"pairs": said}
        )


def _step(staged: Staged, row: dict) -> Step | None:
    """The row as a step; None where something of it is wrong, which is then kept as a problem."""
    number, options = row["row_no"], staged.batch.options
    sides = []
    for side in ("from", "to"):
        written = row[f"{side}_edition"] or options.get(f"{side}_edition", "")
        edition, code = edition_of(written), code_of(row[f"{side}_code"])
        if not edition:
            staged.note(number, f"{side}_edition", "no_edition", written)
        if not re.fullmatch(HS_CODE, code, re.ASCII) or len(code) != HSLevel.SUBHEADING:
            staged.note(number, f"{side}_code", "correlation_code", row[f"{side}_code"])
            code = ""
        elif code[0] == "0" and not _digits(row[f"{side}_code"]).startswith("0"):
            staged.note(number, f"{side}_code", "hs_zero", row[f"{side}_code"], suggestion=code, warning=True)
        sides.append((edition, code))
    relation = relation_of(row["relation"])
    if relation is None:
        staged.note(number, "relation", "correlation_relation", row["relation"])
    if relation is None or not all(edition and code for edition, code in sides):
        return None
    (first, second) = sides
    if first[0] == second[0]:
        staged.note(number, "to_edition", "same_edition", second[0])
        return None
    return Step(first, second, relation) if first < second else Step(second, first, TURNED.get(relation, ""))


def edition_of(written: str) -> str:
    """HS2017 for “HS 2017”, “2017”, “H5” and “HS2017”; empty for what is none."""
    text = re.sub(r"[\s.-]+", "", written).upper()
    edition = UNSD.get(text, text if text.startswith("HS") else f"HS{text}")
    return edition if edition in EDITIONS else ""


def code_of(written: str) -> str:
    """851712 for “8517.12”, “ex 8517.12” (a part of it, as the WCO writes) and a number that lost its zero."""
    code = _digits(written)
    return f"0{code}" if re.fullmatch(r"[1-9]\d{4}", code, re.ASCII) else code


def _digits(written: str) -> str:
    return re.sub(r"[\s.]+", "", re.sub(r"^\s*ex[\s.]*(?=\d)", "", written.removeprefix("'"), flags=re.IGNORECASE))


def relation_of(written: str) -> str | None:
    """1:n for “1:n”, “1 to n”, “1-n” and “one to many”; empty where nothing is written, None for what is none."""
    if not written.strip():
        return ""
    sides = [SIDE.get(part.strip()) for part in re.split(r":|-|–|/|\bto\b", written.casefold())]
    return ":".join(sides) if len(sides) == 2 and all(sides) else None


def _counted(step: Step, sides: Counter) -> Step:
    """Where the table does not name the relation, it follows from how often it has each code."""
    if step.relation:
        return step
    older, newer = ("n" if sides[side] > 1 else "1" for side in (step.newer, step.older))
    return Step(step.older, step.newer, f"{older}:{newer}")


def apply(staged: Staged) -> int:
    """The steps in the place of an earlier table's of the same editions; how many are in force.

    What an officer entered by hand stays: the table's own row is kept beside it, retired until that one is.
    """
    batch, steps = staged.batch, staged.memo
    older, newer = steps[0].editions
    batch.series = series_of(older, newer)
    wait_for_series(batch.series)
    pair = Concordance.objects.in_force().filter(from_edition=older, to_edition=newer)
    pair.exclude(batch=None).update(retired_on=clock.today())
    by_hand = set(pair.filter(batch=None).values_list("from_code", "to_code"))
    rows = [
        Concordance(
            from_edition=older, from_code=step.older[1], to_edition=newer, to_code=step.newer[1],
            relation=step.relation, source=batch.source, as_of=batch.as_of, batch=batch.key,
            retired_on=clock.today() if (step.older[1], step.newer[1]) in by_hand else None,
        )
        for step in steps
    ]  # fmt: skip
    Concordance.objects.bulk_create(rows, batch_size=1000)
    follow_the_concordance()
    return sum(row.retired_on is None for row in rows)


def series_of(older: str, newer: str) -> str:
    return f"{NAME} · {older} · {newer}"


def revoke(batch: Batch) -> None:
    """Its rows are retired, and suggestions that rested on them alone are taken back."""
    Concordance.objects.in_force().filter(batch=batch.key).update(retired_on=clock.today())
    follow_the_concordance()


def restore(batch: Batch) -> None:
    """Its rows count again, but for pairs an officer entered by hand meanwhile."""
    rows = Concordance.objects.filter(batch=batch.key)
    editions = rows.values_list("from_edition", "to_edition").first() or ("", "")
    in_force = Concordance.objects.in_force().filter(from_edition=editions[0], to_edition=editions[1])
    taken = set(in_force.values_list("from_code", "to_code"))
    back = [pk for pk, *pair in rows.values_list("pk", "from_code", "to_code") if tuple(pair) not in taken]
    Concordance.objects.filter(pk__in=back).update(retired_on=None)
    follow_the_concordance()


@receiver(post_save, sender=Concordance, dispatch_uid="a row by hand gives way to the table's")
def give_way(instance: Concordance, **kwargs: object) -> None:
    """A row entered by hand is retired: what the table in force says of the pair counts again."""
    if instance.batch or not instance.retired_on:
        return
    with transaction.atomic():
        series = series_of(instance.from_edition, instance.to_edition)
        wait_for_series(series)
        if batch := Batch.objects.filter(layout=NAME, series=series, state=BatchState.APPLIED).first():
            restore(batch)


CONCORDANCE = register(
    Layout(
        name=NAME,
        label=_("Correlations of two editions of the HS"),
        columns=(
            Column("from_edition", ("edition of the first code",), required=False),
            Column("from_code", ("from", "old code", "first code"), filled=True),
            Column("to_edition", ("edition of the second code",), required=False),
            Column("to_code", ("to", "new code", "second code"), filled=True),
            Column("relation", ("relationship", "type of relation"), required=False),
        ),
        check=check,
        apply=apply,
        revoke=revoke,
        restore=restore,
        asks=(
            Ask("from_edition", _("Edition of the first code"), required=False, choices=CHOICES),
            Ask("to_edition", _("Edition of the second code"), required=False, choices=CHOICES),
        ),
        hint=_(
            "One row per pair of codes of six digits, either way round. Send the whole table of two editions: a later "
            "one takes its place. Relation 1:1, 1:n, n:1 or n:n; where it is empty it is counted."
        ),
        example=(
            {"from_edition": "HS2017", "from_code": "851712", "to_edition": "HS2022", "to_code": "851713",
             "relation": "1:n"},
            {"from_edition": "HS2017", "from_code": "851712", "to_edition": "HS2022", "to_code": "851714",
             "relation": "1:n"},
        ),
    )
)  # fmt: skip
