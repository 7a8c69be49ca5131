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
from bottlenecks.ladder import rungs_loaded_once
from bottlenecks.models import LIVE, Bottleneck, BottleneckQuerySet, Status
from bottlenecks.rows import rows_by_id, rows_of
from bottlenecks.workflow import BOTTLENECK
from cases.models import Case
from escalations.models import DeadlineState
from institutions import roles
from institutions.actors import Actor
from institutions.models import BodyKind
from notices.models import Notice
from workflow.engine import perform
from workflow.errors import NotNow, NotPermitted
from workflow.inbox import leading_move, waiting_for

AT_MOST = 200  # rows on one page: more than anybody works through in a day


@login_required
def my_work(request: HttpRequest) -> HttpResponse:
    """The cases the post holds, was assigned or has to answer, the earliest due first; then its drafts."""
    actor = request.actor
    waiting = list(_waiting(actor).values_list("pk", flat=True)[: AT_MOST + 1])
    mine = rows_by_id(waiting[:AT_MOST])
    with rungs_loaded_once():
        for row in mine:
            row["acknowledge"] = row["status"] == Status.RAISED and who.the_holder(actor, row["bottleneck"])
            row["next"] = leading_move(actor, row["bottleneck"])
    context = {
        "nav": "my-work",
        "rows": mine,
        "others": waiting_for(actor),
        "at_most": AT_MOST if len(waiting) > AT_MOST else None,
        "to_acknowledge": [row["reference"] for row in mine if row["acknowledge"]],
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
    """Acknowledge the ticked cases, or all that were shown, each on its own: one that moved on holds up no other."""
    done, refused = 0, []
    wanted = request.POST.getlist("shown" if "all" in request.POST else "case")[:AT_MOST]
    seen = Case.objects.visible_to(request.actor).filter(kind=BOTTLENECK.kind)
    cases = seen.filter(reference__in=wanted).order_by("reference")
    for case in cases:
        try:
            perform(case, "acknowledge", by=request.actor)
            done += 1
        except NotNow as problem:
            refused.append(f"{case.reference}: {problem.message}")
        except NotPermitted as problem:
            refused.append(f"{case.reference}: {problem}")
        except Case.DoesNotExist:
            refused.append(_("%(reference)s went to another body meanwhile.") % {"reference": case.reference})
    if done:
        messages.success(request, ngettext("%(n)s acknowledged.", "%(n)s acknowledged.", done) % {"n": done})
    elif not refused:
        messages.warning(request, _("Nothing was ticked."))
    for sentence in refused:
        messages.error(request, sentence)
    return redirect(reverse("my-work"))
