"""The trade classification, open to all: browse it, search it, one code's page, a chapter as a table."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from institutions import clock
from products.codes import EDITION, dotted, is_code
from products.hs import concordance, pages
from products.hs.picker import picker
from products.hs.representation import hit_document
from products.hs.search import search
from products.models import HSCode, HSLevel
from workflow.cells import plain

LONGEST_NAME = 40
UNDER = {2: lazy("Headings"), 4: lazy("Subheadings"), 6: lazy("India's 8-digit lines")}


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """Sections and chapters; with `q`, what was found instead."""
    asked = request.GET.get("q", "").strip()[:200]
    retired = bool(request.GET.get("retired"))
    context = {"nav": "hs", "asked": asked, "retired": retired}
    if asked:
        context |= {"hits": search(asked, limit=20, retired=retired), "past": _past(asked)}
    else:
        context |= {"shelves": pages.shelves(), "levels": HSLevel.choices}
    return render(request, "products/hs_browse.html", context)


@require_safe
@vary_on_headers("Accept", "HX-Request")
def find(request: HttpRequest) -> HttpResponse:
    """Results alone: a fragment for the browser's search field or for the picker in a form, or JSON by Accept."""
    level = request.GET.get("level", "")
    level = int(level) if level in {str(value) for value in HSLevel.values} else None
    if name := request.GET.get("widget", "")[:LONGEST_NAME]:
        state = picker(request.GET, name, level=level)
        return render(request, "products/hs_choices.html", {"hs": state})
    asked = request.GET.get("q", "").strip()[:200]
    hits = search(asked, level=level, limit=20, retired=bool(request.GET.get("retired")))
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"results": [hit_document(hit) for hit in hits]})
    return render(request, "products/hs_results.html", {"asked": asked, "hits": hits, "past": _past(asked)})


def _past(asked: str) -> dict[str, str] | None:
    """Where to read of a code that is of another edition alone."""
    code = concordance.asked_for_another_edition(asked)
    return {"dotted": dotted(code), "url": reverse("hs-code", args=[code])} if code else None


@require_safe
def code(request: HttpRequest, code: str) -> HttpResponse:
    """One code: where it stands, what it covers, the words for it, who identified it."""
    plain = code.replace(".", "")
    found = pages.find(plain)
    if found is None:
        return _earlier(request, plain)
    if plain != code:
        return redirect("hs-code", code=plain)
    others = concordance.others(found.code, found.edition)
    line = pages.above(found)
    crumbs = [{"label": _("HS codes"), "url": reverse("hs")}]
    crumbs += [{"label": one.dotted, "url": reverse("hs-code", args=[one.code])} for one in line]
    context = {
        "nav": "hs",
        "code": found,
        "line": line,
        "crumbs": [*crumbs, {"label": found.dotted, "url": ""}],
        "children": pages.under(found),
        "children_title": UNDER.get(found.level, ""),
        "facts": pages.facts(found),
        "terms": pages.words_for(found),
        "became": [one for one in others if one.edition == EDITION] if found.is_retired else [],
        "others": others,
        "users": pages.users_of(found),
        "links": _elsewhere(found),
        "note": _(found.note) if found.note else "",
    }
    return render(request, "products/hs_code.html", context)


def _earlier(request: HttpRequest, code: str) -> HttpResponse:
    """A code the classification has not, but a table of correlations knows: what it is in other editions; else 404."""
    editions = concordance.earlier(code) if is_code(code) else []
    if not editions:
        raise Http404(_("There is no such code."))
    crumbs = [{"label": _("HS codes"), "url": reverse("hs")}, {"label": dotted(code), "url": ""}]
    context = {"nav": "hs", "code": dotted(code), "editions": editions, "crumbs": crumbs}
    return render(request, "products/hs_earlier.html", context)


def _elsewhere(found: HSCode) -> list[tuple[str, str]]:
    """Pages of the portal that know more of a code, as far as they are there."""
    wanted: list[tuple[str, str, list[str], str]] = [
        (_("Identified products with this code"), "products", [], f"?hs={found.code}"),
        (_("Markets: tariffs, measures and buyers"), "market-code", [found.code], ""),
    ]
    links = []
    for label, name, where, query in wanted:
        try:
            links.append((label, reverse(name, args=where) + query))
        except NoReverseMatch:
            continue
    return links


@require_safe
def chapter_csv(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """A chapter with everything under it; codes are text, and no cell is a formula."""
    chapter = pages.find(code)
    if chapter is None or chapter.level != HSLevel.CHAPTER:
        raise Http404
    answer = StreamingHttpResponse(_lines(chapter), content_type="text/csv; charset=utf-8")
    name = f"hs-chapter-{chapter.code}-{clock.today().isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(chapter: HSCode) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(
        [_("Code"), _("Level"), _("Description"), _("Description in Hindi"), _("Unit"), _("Edition"), _("Retired on"),
         _("Note"), _("Source")]
    )  # fmt: skip
    for row in pages.lines_of(chapter).iterator(chunk_size=1000):
        cells = [
            row.code, str(row.level), row.description, row.description_hi, row.unit, row.edition,
            row.retired_on.isoformat() if row.retired_on else "", row.note, row.source,
        ]  # fmt: skip
        yield writer.writerow([plain(cell) for cell in cells])
