"""The front page. In a demonstration: what is real and what invented, one-click entry, a first bottleneck to log."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bottlenecks.actions import report
from bottlenecks.climb import rungs
from bottlenecks.facts import Opening
from bottlenecks.models import Bottleneck
from bottlenecks.standing import standing
from cases.models import Case
from cases.receipts import TokenReused
from dashboards.demo import entrance, hero
from dashboards.demo.glance import TONES, glance
from geography.models import District, State
from institutions.actors import person
from workflow.errors import Invalid
from workflow.submission import create

FORM_IDS = "try-%s"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is; outside a demonstration, those who are logged in go to their work."""
    if settings.DEMO:
        return _front(request, form=Opening(auto_id=FORM_IDS), token=uuid.uuid4().hex)
    if request.user.is_authenticated:
        return redirect(work_page())
    return render(request, "dashboards/welcome.html")


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Enter as an invented officer; 404 outside a demonstration and for anybody else."""
    actor = entrance.enter(request, request.POST.get("role", ""))
    messages.success(request, _("You are now %(post)s.") % {"post": actor.post})
    return redirect(work_page())


@require_POST
def try_it(request: HttpRequest) -> HttpResponse:
    """Log a bottleneck of Ri Bhoi in four fields; the visitor becomes its member secretary."""
    appointment = entrance.appointment_of(entrance.MEMBER_SECRETARY)
    actor, token = person(appointment), request.POST.get("token", "")
    district = appointment.post.body.district
    try:
        case, _repeated = create(
            by=actor,
            verb="report",
            target=district.code,
            data=request.POST,
            token=token,
            operation=lambda: report(by=actor, district=district, data=request.POST).case,
        )
    except Invalid as problem:
        problem.form.auto_id = FORM_IDS
        return _front(request, form=problem.form, token=token, status=422)
    except TokenReused as problem:
        messages.error(request, str(problem))
        return redirect("home")
    entrance.enter(request, entrance.MEMBER_SECRETARY)
    return redirect("demo-logged", handle=case.handle)


@require_GET
def logged(request: HttpRequest, handle: str) -> HttpResponse:
    """The reference, and who has it next."""
    entrance.only_in_demo()
    case = get_object_or_404(Case.objects.visible_to(request.actor).by_handle(handle))
    bottleneck = Bottleneck.objects.for_list().get(case=case)
    context = {
        "bottleneck": bottleneck,
        "standing": standing(bottleneck),
        "levels": rungs(bottleneck),
        "page_url": page_of("bottleneck", handle),
    }
    return render(request, "dashboards/logged.html", context)


def _front(request: HttpRequest, *, form: Opening, token: str, status: int = 200) -> HttpResponse:
    context = {
        "states": State.objects.count(),
        "districts": District.objects.filter(retired_on=None).count(),
        "roles": entrance.ROLES.values(),
        "form": form,
        "token": token,
        "glance": glance(),
        "tones": TONES,
        "hero": hero.current(),
    }
    return render(request, "dashboards/front.html", context, status=status)


def work_page() -> str:
    return page_of("my-work") or reverse("home")


def page_of(name: str, *args) -> str:
    """The address of a page that may not be wired."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
