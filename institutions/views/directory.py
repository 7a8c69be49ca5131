"""Committees and bodies: the directory, and a State at a glance."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from geography.models import State
from institutions import clock, directory
from institutions.models import Post

PER_PAGE = 50


@login_required
def bodies(request: HttpRequest) -> HttpResponse:
    """The directory, at first of one's own jurisdiction; `?state=` (empty) shows the whole country."""
    on = clock.today()
    search = directory.Search(request.GET or directory.own_filters(request.actor))
    found = search.narrow(on)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    empty = directory.vacancies([body.pk for body in page.object_list], on)
    context = {
        "nav": "bodies",
        "search": search,
        "page_obj": page,
        "rows": [{"body": body, "vacant": empty.get(body.pk, 0)} for body in page.object_list],
        "vacant": Post.objects.vacant(on).filter(body__in=found.order_by().values("pk")).count(),
        "state": search.cleaned_data.get("state"),
        "authority": search.cleaned_data.get("authority"),
        "states": State.objects.all(),
    }
    return render(request, "institutions/bodies.html", context)


@login_required
def state(request: HttpRequest, code: str) -> HttpResponse:
    """A State's committee, departments and district committees, with who chairs and convenes them."""
    place = get_object_or_404(State, code=code)
    groups = directory.of_state(place, clock.today())
    return render(request, "institutions/state.html", {"nav": "bodies", "state": place, "groups": groups})
