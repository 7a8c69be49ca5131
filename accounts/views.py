"""One's own account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.forms import ProfileForm
from accounts.language import remember_language


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change one's name and language; the next page is already in the language chosen."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if not form.is_valid():
        return render(request, "account/profile.html", {"form": form}, status=422 if form.is_bound else 200)
    user = form.save()
    with override(user.language):
        messages.success(request, _("Your account has been changed."))
    response = redirect("profile")
    remember_language(response, user.language)
    return response
