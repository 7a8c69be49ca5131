"""Appointing somebody to a post and ending an appointment; confirming a Regional Authority's district."""

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions import open_account
from accounts.models import User
from institutions import actions, clock
from institutions.forms import Appoint, End, sentences
from institutions.models import Appointment, Jurisdiction, Post


@login_required
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, then the question with what it changes, then the appointment."""
    post = get_object_or_404(Post.objects.active().select_related("body"), pk=pk)
    actions.refuse_to_fill(request.actor, post)
    if request.method != "POST":
        return _form(request, post, Appoint(initial={"starts_on": clock.today()}))
    form = Appoint(request.POST)
    if "change" in request.POST:
        return _form(request, post, Appoint(initial=request.POST.dict()))
    if not form.is_valid():
        return _form(request, post, form, status=422)
    if "confirmed" not in request.POST:
        return _question(request, post, form)
    try:
        user = _appoint(request, post, form)
    except ValidationError as problem:
        form.add_error(None, sentences(problem))
        return _form(request, post, form, status=422)
    except IntegrityError:
        form.add_error(None, _("Somebody else filled this post in the meantime. Open the body and look who holds it."))
        return _form(request, post, form, status=422)
    _invite(request, user)
    messages.success(request, _("%(person)s is appointed: %(post)s.") % {"person": user, "post": post})
    return redirect("body", code=post.body.code)


@transaction.atomic
def _appoint(request: HttpRequest, post: Post, form: Appoint) -> User:
    """Account and appointment together, or neither."""
    wanted = form.cleaned_data
    user = open_account(email=wanted["email"], name=wanted["name"])
    actions.appoint(
        by=request.actor,
        post=post,
        user=user,
        kind=wanted["kind"],
        starts_on=wanted["starts_on"],
        ends_on=form.ends_on,
        order_number=wanted["order_number"],
    )
    return user


def _invite(request: HttpRequest, user: User) -> None:
    """Send the mail through which somebody who has never logged in chooses a password."""
    if user.last_login or user.has_usable_password():
        return
    mail = ResetPasswordForm({"email": user.email})
    if mail.is_valid():
        mail.save(request)
        messages.info(request, _("A mail to %(address)s invites to choose a password.") % {"address": user.email})


def _form(request: HttpRequest, post: Post, form: Appoint, status: int = 200) -> HttpResponse:
    context = {"nav": "bodies", "post": post, "form": form, "holder": _holder(post)}
    return render(request, "institutions/appoint.html", context, status=status)


def _holder(post: Post) -> Appointment | None:
    return Appointment.objects.holders(clock.today()).filter(post=post).select_related("user").first()


def _question(request: HttpRequest, post: Post, form: Appoint) -> HttpResponse:
    """What will be done, and whose appointment it ends, before anything is saved."""
    wanted = form.cleaned_data
    rivals = actions.rivals_of(
        post=post, kind=wanted["kind"], starts_on=wanted["starts_on"], ends_on=form.ends_on
    ).select_related("user")
    until = date_format(wanted["last_day"]) if wanted["last_day"] else _("no last day")
    facts = [
        (_("Post"), post),
        (_("Officer"), form.user or f"{wanted['name']} ({_('a new account, invited by mail')})"),
        (_("E-mail address"), wanted["email"]),
        (_("Kind of appointment"), dict(form.fields["kind"].choices)[wanted["kind"]]),
        (_("In force"), f"{date_format(wanted['starts_on'])} – {until}"),
        (_("Number of the order"), wanted["order_number"]),
    ]
    context = {"nav": "bodies", "post": post, "facts": facts, "rivals": rivals, "typed": _typed(request)}
    return render(request, "institutions/appoint_question.html", context)


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in Appoint.base_fields}


@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an appointment on a date; the work stays with the post."""
    appointment = get_object_or_404(Appointment.objects.select_related("post__body", "user"), pk=pk)
    if not actions.may_appoint(request.actor, appointment.post.body):
        raise PermissionDenied(_("You cannot end appointments in this body."))
    form = End(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_appointment(by=request.actor, appointment=appointment, on=form.on)
        except ValidationError as problem:
            form.add_error("last_day", sentences(problem))
        else:
            messages.success(request, _("The appointment ends on %(day)s.") % {"day": _last(form)})
            return redirect("body", code=appointment.post.body.code)
    return _end_question(request, appointment, form)


def _last(form: End) -> str:
    return date_format(form.cleaned_data["last_day"])


def _end_question(request: HttpRequest, appointment: Appointment, form: End) -> HttpResponse:
    context = {
        "nav": "bodies",
        "question": _("End this appointment?"),
        "explanation": _("The open work stays with the post and its clocks go on. Nothing is deleted."),
        "facts": [
            (_("Post"), appointment.post),
            (_("Officer"), appointment.user),
            (_("Since"), date_format(appointment.during.lower)),
            (_("Number of the order"), appointment.order_number),
        ],
        "form": form,
        "action": request.path,
        "submit_label": _("End the appointment"),
        "tone": "danger",
        "cancel_url": reverse("body", args=[appointment.post.body.code]),
    }
    return render(request, "confirm.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def confirm_jurisdiction(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn a proposed district of a Regional Authority into a confirmed one; for the apex."""
    row = get_object_or_404(Jurisdiction.objects.select_related("body", "district"), pk=pk)
    back = reverse("body", args=[row.body.code])
    try:
        actions.confirm_jurisdiction(by=request.actor, jurisdiction=row)
    except IntegrityError:
        said = _("Another Regional Authority is confirmed for %(district)s at that time.") % {"district": row.district}
        return render(request, "409.html", {"nav": "bodies", "message": said, "back_url": back}, status=409)
    messages.success(request, _("%(district)s is confirmed.") % {"district": row.district})
    return redirect(f"{back}#jurisdiction")
