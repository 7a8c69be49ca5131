"""The member directory of a committee: designations, never private numbers or addresses; made to be printed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from committees.procedure import holders_of, posts_of, votes
from committees.views.cases import committee_of
from committees.views.constitution import groups_of
from institutions import clock


@login_required
def members(request: HttpRequest, code: str) -> HttpResponse:
    """Every seat: for whom it speaks, since when it is held, and who stands in; and the sub-groups."""
    body, on = committee_of(request.actor, code), clock.today()
    posts = posts_of(body, on)
    holders, substitutes = holders_of(posts, on)
    rows = [
        {"post": post, "holder": holders.get(post.pk), "substitute": substitutes.get(post.pk), "votes": votes(post)}
        for post in posts
    ]
    groups = [group for group in groups_of(body) if group.dissolved_on is None]
    context = {"nav": "committees", "body": body, "rows": rows, "groups": groups, "today": on}
    return render(request, "committees/directory.html", context)
