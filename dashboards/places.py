"""Finding a district by any name it goes by, in either script, with a slip of the pen."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import groupby

from django.db.models import Q

from geography.models import District, DistrictAlias, State
from geography.names import name_key

LIKE = 0.75
AT_MOST = 8


def listed(wanted: str = "") -> list[tuple[State, list[District]]]:
    """The districts in force by State, in the order of names; those a text is part of a name of, retired ones too."""
    rows = District.objects.active()
    if wanted:
        rows = District.objects.filter(pk__in=_named(wanted))
    ordered = sorted(rows.select_related("state"), key=lambda place: (str(place.state), str(place)))
    return [(state, list(places)) for state, places in groupby(ordered, key=lambda place: place.state)]


def _named(wanted: str) -> set[int]:
    key = name_key(wanted)
    known = Q(name__icontains=wanted) | Q(name_hi__icontains=wanted) | Q(lgd_code=wanted)
    known |= Q(state__name__iexact=wanted) | Q(state__name_hi=wanted)
    found = set(District.objects.filter(known).values_list("pk", flat=True))
    if key:
        aliases = DistrictAlias.objects.in_use().filter(key__contains=key)
        found |= set(aliases.values_list("district_id", flat=True))
    return found


def alike(wanted: str) -> list[District]:
    """Districts with a name like it, the likeliest first."""
    key = name_key(wanted)
    names: dict[str, set[int]] = {}
    for pk, name in District.objects.active().values_list("pk", "name"):
        names.setdefault(name_key(name), set()).add(pk)
    for pk, alias in DistrictAlias.objects.in_use().values_list("district_id", "key"):
        names.setdefault(alias, set()).add(pk)
    close = get_close_matches(key, names, n=AT_MOST, cutoff=LIKE) if key else []
    wanted_ids = dict.fromkeys(pk for name in close for pk in sorted(names[name]))
    rows = District.objects.active().select_related("state").in_bulk(list(wanted_ids))
    return [rows[pk] for pk in wanted_ids if pk in rows][:AT_MOST]
