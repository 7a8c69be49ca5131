"""The one page that shows synthetic figures, so that nobody has to look for them elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards.map.illustration import chapters_of, shown_synthetic
from dashboards.map.treemap import treemap


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """HS chapters of invented flows as a treemap and a table, under a banner; or what would be here."""
    slice = shown_synthetic()
    rows = chapters_of(slice) if slice else []
    context = {
        "nav": "map",
        "slice": slice,
        "rows": rows,
        "picture": treemap([(row.label, float(row.usd), row.text) for row in rows]) if rows else "",
    }
    return render(request, "dashboards/illustration.html", context)
