"""API credentials of a body: issued for one of its posts, shown once, revoked at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from institutions import actions, clock
from institutions.forms import Connect
from institutions.models import Body, Credential


@login_required
@never_cache
def credentials(request: HttpRequest, code: str) -> HttpResponse:
    """The list, and the form for a new one; the answer to the form is the only page that shows the token."""
    body = get_object_or_404(Body.objects.active(), code=code)
    if not actions.may_appoint(request.actor, body):
        raise PermissionDenied(_("You cannot issue credentials for this body."))
    form, token, status = Connect(request.POST or None, body=body), "", 200
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        _credential, token = actions.issue_credential(
            by=request.actor, post=wanted["post"], name=wanted["name"], expires_at=form.expires_at
        )
        form, status = Connect(body=body), 201
    elif request.method == "POST":
        status = 422
    rows = Credential.objects.filter(post__body=body).select_related("post__body", "created_by").order_by("-pk")
    context = {"nav": "bodies", "body": body, "form": form, "token": token, "rows": rows, "now": clock.now()}
    return render(request, "institutions/credentials.html", context, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    credential = get_object_or_404(Credential.objects.select_related("post__body"), pk=pk)
    actions.revoke_credential(by=request.actor, credential=credential)
    messages.success(request, _("“%(name)s” can no longer log in.") % {"name": credential.name})
    return redirect("credentials", code=credential.post.body.code)
