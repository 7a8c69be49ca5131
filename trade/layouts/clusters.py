"""Notified clusters of producers: of farmers, of toy makers and others; one row each, over one or several districts."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geography.models import District
from geography.names import name_key
from geography.resolver import Gazetteer
from products.models import Cluster, ClusterKind
from trade.access.checks import day_of
from trade.importer.layout import Column, Layout, Staged, register
from trade.importer.problems import add_sentences

add_sentences(
    {
        "cluster_kind": _("“%(value)s” is not a kind of cluster. Write one of: %(suggestion)s."),
        "cluster_district": _("“%(value)s” is not surely one district. Write its LGD code. %(suggestion)s"),
        "cluster_days": _("The cluster ended before it was notified."),
    }
)


def check(staged: Staged) -> None:
    names, kinds, seen = Gazetteer.of_india(), _kinds(), set()
    codes = {row.lgd_code: row for row in District.objects.active()}
    for row in staged.rows():
        where = row["row_no"]
        if name_key(row["kind"]) not in kinds:
            staged.note(where, "kind", "cluster_kind", row["kind"], suggestion=", ".join(ClusterKind.values))
        for column in ("name", "source"):
            if len(row[column]) > 160:
                staged.note(where, column, "too_long", row[column])
        key = (name_key(row["kind"]), name_key(row["name"]))
        if key in seen:
            staged.note(where, "name", "duplicate", row["name"])
        seen.add(key)
        for said in _parts(row):
            district, alike = _district(said, row["state"], names, codes)
            if district is None:
                staged.note(where, "districts", "cluster_district", said, suggestion=alike)
        _check_days(staged, row)


def _check_days(staged: Staged, row: dict[str, Any]) -> None:
    days = {}
    for column in ("notified_on", "ended_on"):
        days[column] = day_of(row[column]) if row[column] else None
        if row[column] and days[column] is None:
            staged.note(row["row_no"], column, "bad_date", row[column])
    if all(days.values()) and days["ended_on"] < days["notified_on"]:
        staged.note(row["row_no"], "ended_on", "cluster_days", row["ended_on"])


def apply(staged: Staged) -> int:
    """Add and correct clusters by kind and name; returns how many the table names."""
    names, kinds, taken = Gazetteer.of_india(), _kinds(), 0
    codes = {row.lgd_code: row for row in District.objects.active()}
    for row in staged.rows():
        cluster = _kept(kinds[name_key(row["kind"])], row, staged.batch.source)
        found = [_district(said, row["state"], names, codes)[0] for said in _parts(row)]
        cluster.districts.set([district for district in found if district is not None])
        taken += 1
    return taken


def _kept(kind: str, row: dict[str, Any], source: str) -> Cluster:
    """The cluster of a row, as the table has it; one that ended and was notified anew is two clusters."""
    notified, ended = (day_of(row[name]) if row[name] else None for name in ("notified_on", "ended_on"))
    rows = Cluster.objects.filter(Q(ended_on=None) | Q(ended_on=ended), kind=kind, name=row["name"])
    cluster = rows.order_by("ended_on").last() or Cluster(kind=kind, name=row["name"])
    cluster.source, cluster.notified_on, cluster.ended_on = (row["source"] or source)[:160], notified, ended
    cluster.save()
    return cluster


def _parts(row: dict[str, Any]) -> list[str]:
    return [part.strip() for part in re.split(r"[;|,]", row["districts"]) if part.strip()]


def _district(said: str, state: str, names: Gazetteer, codes: dict[str, District]) -> tuple[District | None, str]:
    if said.isdigit():
        return codes.get(said.lstrip("0")), ""
    answer = names.resolve_named(state, said)
    return answer.district, ", ".join(f"{one.name} ({one.lgd_code})" for one in answer.suggestions)


def _kinds() -> dict[str, str]:
    """Each way a kind may be written: its code, its label, and the label's first word."""
    return {
        name_key(said): value
        for value, label in ClusterKind.choices
        for said in (value, str(label), str(label).split()[0])
    }


CLUSTERS = register(
    Layout(
        name="clusters",
        label=_("Clusters of producers"),
        columns=(
            Column("kind", ("type",), filled=True),
            Column("name", ("cluster", "name of cluster"), filled=True),
            Column("state", required=False),
            Column("districts", ("district", "district lgd codes"), filled=True),
            Column("source", required=False),
            Column("notified_on", required=False),
            Column("ended_on", required=False),
        ),
        check=check,
        apply=apply,
        hint=_("One row for each cluster; several districts are separated by semicolons, by name or LGD code."),
        example=(
            {
                "kind": "toy", "name": "Example toy cluster", "state": "Meghalaya", "districts": "Ri Bhoi; 275",
                "source": "Notification 1/2026", "notified_on": "2026-01-15",
            },
        ),
    )
)  # fmt: skip
