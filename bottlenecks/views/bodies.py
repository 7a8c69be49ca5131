"""The page of a body, with the open work of its posts, and the handover of a post."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from bottlenecks.posts import handover as open_work_of
from bottlenecks.posts import may_see_handover, open_work
from institutions import clock, directory, roles
from institutions.actions import may_appoint
from institutions.actors import Actor
from institutions.models import Appointment, Body, BodyKind, Jurisdiction, Post


@login_required
def body(request: HttpRequest, code: str) -> HttpResponse:
    """What a body is, who holds its posts and since when, what is vacant, and what each post has to do."""
    found = get_object_or_404(Body.objects.select_related("state", "district"), code=code)
    actor, on = request.actor, clock.today()
    context = {
        "nav": "bodies",
        "body": found,
        "posts": _posts(actor, found),
        "may_appoint": found.retired_on is None and may_appoint(actor, found),
        "jurisdiction": _jurisdiction(found),
        "may_confirm": actor.may(roles.CONFIRM_JURISDICTION),
        "authority": _authority(found),
        "today": on,
    }
    return render(request, "institutions/body.html", context)


def _posts(actor: Actor, found: Body) -> list[dict[str, Any]]:
    """The posts in order, each with holder, substitute, those to come, those gone, and its open work."""
    on, posts = clock.today(), list(found.posts.filter(retired_on=None).order_by("pk"))
    rows = Appointment.objects.filter(post__in=posts).select_related("user").order_by("post", "-during")
    every = {pk: list(group) for pk, group in groupby(rows, key=lambda row: row.post_id)}
    work = open_work(actor, found)
    return [_post(actor, post, found, every.get(post.pk, []), work.get(post.pk, 0), on) for post in posts]


def _post(actor: Actor, post: Post, found: Body, every: list[Appointment], work: int, on) -> dict[str, Any]:
    post.body = found
    now = [row for row in every if row.in_force(on)]
    return {
        "post": post,
        "holder": next((row for row in now if row.kind != "substitute"), None),
        "substitute": next((row for row in now if row.kind == "substitute"), None),
        "coming": [row for row in every if row.during.lower > on],
        "past": [row for row in every if row.during.upper and row.during.upper <= on],
        "work": work,
        "may_hand_over": may_see_handover(actor, post),
        "own": actor.post == post,
    }


def _jurisdiction(found: Body) -> list[Jurisdiction]:
    """The districts of a Regional Authority, proposals last."""
    if found.kind != BodyKind.REGIONAL_AUTHORITY:
        return []
    rows = found.jurisdictions.filter(during__contains=clock.today()).select_related("district__state")
    return list(rows.order_by("-confirmed", "district__state__name", "district__name"))


def _authority(found: Body) -> Body | None:
    """The Regional Authority confirmed for the district of a committee."""
    if found.district_id is None:
        return None
    row = Jurisdiction.objects.in_force(clock.today()).filter(district=found.district_id).select_related("body").first()
    return row.body if row else None


@login_required
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """The open work of a post on one page, for whoever leaves it and whoever comes."""
    post = get_object_or_404(Post.objects.select_related("body"), pk=pk)
    if not may_see_handover(request.actor, post):
        raise PermissionDenied(_("The handover of a post is for its holder and for those who appoint to it."))
    holders = directory.holders([post.pk], clock.today())
    context = {
        "nav": "bodies",
        "post": post,
        "holder": holders.get(post.pk),
        "successor": post.appointments.filter(during__startswith__gt=clock.today()).select_related("user").last(),
        "as_of": clock.now(),
        **open_work_of(request.actor, post),
    }
    return render(request, "institutions/handover.html", context)
