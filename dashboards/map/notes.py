"""What stands beneath every map and file: period, source, out of what, and which drawing it is."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dashboards.map.sheet import Sheet
from geography.models import Drawing, DrawingKind
from institutions import clock
from trade.indicators.read import ORIGIN
from trade.models import NationalFigures, Slice
from trade.money import dollars, period_in_words


def span(slice: Slice) -> str:
    """The period of a slice with its days: 2024-25 (1 April 2024 to 31 March 2025)."""
    return _("%(period)s (%(first)s to %(last)s)") % {
        "period": period_in_words(slice.period),
        "first": date_format(slice.starts_on, "j F Y"),
        "last": date_format(slice.ends_on, "j F Y"),
    }


def period(sheet: Sheet) -> str:
    if sheet.slice:
        return span(sheet.slice)
    return _("As of %(day)s") % {"day": date_format(clock.today(), "j F Y")}


def of_slice(slice: Slice, national: NationalFigures | None) -> str:
    """Where trade figures come from, and out of what their shares are."""
    said = _("Source: %(source)s, as of %(day)s.") % {
        "source": slice.batch.source,
        "day": date_format(slice.batch.as_of, "j F Y"),
    }
    if national is None:
        return said
    return f"{said} " + _(
        "India: %(total)s; %(named)s of it with a district, out of which shares are; %(unspecified)s without one."
    ) % {
        "total": dollars(national.total_usd),
        "named": dollars(national.named_usd),
        "unspecified": dollars(national.total_usd - national.named_usd),
    }


def of_drawing(drawing: Drawing) -> str:
    """Which map it is and what it claims."""
    if drawing.kind == DrawingKind.SCHEMATIC:
        return _(
            "Schematic map, drawn from the centre and area of each district. It shows no boundary and claims none."
        )
    said = _("Boundaries: %(source)s.") % {"source": drawing.source}
    if drawing.licence:
        said += " " + _("Licence: %(licence)s.") % {"licence": drawing.licence}
    return f"{said} " + _("Areas without data and areas of no district of the table are hatched.")


def lines(sheet: Sheet) -> list[str | Promise]:
    """All of it, one sentence or two a line."""
    said: list[str | Promise] = [sheet.indicator.says, sheet.indicator.classing]
    if sheet.indicator.key == "growth" and all(row.value is None for row in sheet.rows):
        said.append(_("No district has a figure: growth needs a table of the same source for the period before."))
    if sheet.slice:
        said += [of_slice(sheet.slice, sheet.national), ORIGIN]
    elif sheet.indicator.key == "products":
        said.append(
            _("Source: this portal: publications of the districts, and published national lists of products and GIs.")
        )
    if sheet.drawing:
        said.append(of_drawing(sheet.drawing))
    return said
