"""My work: what waits for the post one acts as, by the date it is due."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, FilteredRelation, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bottlenecks import who
from bottlenecks.models import LIVE, Bottleneck, BottleneckQuerySet, Status
from bottlenecks.rows import rows_of
from bottlenecks.search import with_overdue
from cases.models import Case
from escalations.models import DeadlineState
from institutions import roles
from institutions.actors import Actor
from institutions.models import BodyKind
from notices.models import Notice
from workflow.engine import perform
from workflow.errors import Invalid, NotNow, NotPermitted

AT_MOST = 200  # rows on one page: more than anybody works through in a day


@login_required
def my_work(request: HttpRequest) -> HttpResponse:
    """The cases the post holds, was assigned or has to answer, the earliest due first; then its drafts."""
    actor = request.actor
    mine = rows_of(with_overdue(_waiting(actor).for_list())[:AT_MOST])
    for row in mine:
        row["acknowledge"] = row["status"] == Status.RAISED and who.the_holder(actor, row["bottleneck"])
    context = {
        "nav": "my-work",
        "rows": mine,
        "can_acknowledge": any(row["acknowledge"] for row in mine),
        "drafts": rows_of(_drafts(actor).for_list()[:50]),
        "unread": Notice.objects.for_posts([actor.post]).unread().count() if actor.post else 0,
        "tiles": _tiles(mine),
        "may_report": actor.may(roles.REPORT),
    }
    return render(request, "bottlenecks/work.html", context)


def _waiting(actor: Actor) -> BottleneckQuerySet:
    """Live bottlenecks that wait for this post, or for its body when the post answers for the body."""
    if actor.post is None:
        return Bottleneck.objects.none()
    wanted = Q(case__holder=actor.post) | Q(assigned_to=actor.post, case__status=Status.OPEN)
    if actor.may(roles.ANSWER) or actor.may(roles.REPORT):
        wanted |= Q(case__holder__body=actor.body)
    if actor.may(roles.REPORT) and actor.body.kind == BodyKind.DEPC:
        wanted |= Q(case__district=actor.body.district_id, case__status=Status.INFORMATION_ASKED)
    running = FilteredRelation("case__deadlines", condition=Q(case__deadlines__state=DeadlineState.RUNNING))
    rows = Bottleneck.objects.visible_to(actor).filter(wanted, case__status__in=LIVE)
    return rows.annotate(clock=running).order_by(F("clock__due_at").asc(nulls_last=True), "case_id")


def _drafts(actor: Actor) -> BottleneckQuerySet:
    if actor.body is None:
        return Bottleneck.objects.none()
    rows = Bottleneck.objects.filter(case__origin=actor.body, case__status=Status.DRAFT)
    return rows.order_by("-case__changed_at")


def _tiles(rows: list[dict]) -> list[dict]:
    late = sum(row["late"] or row["missed"] for row in rows)
    soon = sum(row["soon"] for row in rows)
    fresh = sum(row["status"] == Status.RAISED for row in rows)
    promised = sum(row["status"] in (Status.COMMITTED, Status.INTERIM) for row in rows)
    return [
        {"value": late, "label": _("overdue"), "tone": "late" if late else "good"},
        {"value": soon, "label": _("due within three days"), "tone": "wait" if soon else "neutral"},
        {"value": fresh, "label": _("to acknowledge"), "tone": "wait" if fresh else "neutral"},
        {"value": promised, "label": _("promised"), "tone": "info"},
    ]


@login_required
@require_POST
def acknowledge_many(request: HttpRequest) -> HttpResponse:
    """Acknowledge the ticked cases, each on its own: one that has moved on does not hold up the others."""
    done, refused = 0, []
    cases = Case.objects.visible_to(request.actor).filter(reference__in=request.POST.getlist("case")[:AT_MOST])
    for case in cases:
        try:
            perform(case, "acknowledge", by=request.actor)
            done += 1
        except NotNow as problem:
            refused.append(f"{case.reference}: {problem.message}")
        except (NotPermitted, Invalid) as problem:
            refused.append(f"{case.reference}: {problem}")
    if done:
        messages.success(request, ngettext("%(n)s acknowledged.", "%(n)s acknowledged.", done) % {"n": done})
    elif not refused:
        messages.warning(request, _("Nothing was ticked."))
    for sentence in refused:
        messages.error(request, sentence)
    return redirect(reverse("my-work"))
