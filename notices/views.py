"""The pages of one's notices, and in a demo those of the mails its catcher received."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notices import briefs, inbox
from notices.models import CaughtMail, Notice

PAGE = 25
SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'"


@login_required
@require_safe
def notices(request):
    """The notices of one's posts, newest first."""
    mine = inbox.notices_of(request.appointments)
    unread_only = request.GET.get("show") == "unread"
    unread = inbox.unread_count(request.appointments)
    rows = inbox.for_list(mine.unread() if unread_only else mine)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"label": _("All"), "url": reverse("notices"), "count": None, "current": not unread_only},
        {"label": _("Unread"), "url": "?show=unread", "count": unread, "current": unread_only},
    ]
    context = {"page_obj": page, "rows": [_card(notice) for notice in page], "tabs": tabs, "unread": unread}
    return render(request, "notices/list.html", context)


def _card(notice: Notice) -> dict:
    delivery = getattr(notice, "delivery", None)
    tone, label = inbox.result_of(delivery)
    return {
        "pk": notice.pk,
        "number": notice.number or notice.case.handle,
        "at": notice.created_at,
        "from": notice.event.actor_post or notice.event.get_actor_kind_display(),
        "to": notice.recipient,
        "reply_by": notice.reply_by,
        "subject": f"{notice.case.handle}: {notice.case.title}",
        "text": " · ".join(filter(None, [notice.get_purpose_display(), inbox.remark_on(delivery)])),
        "url": briefs.path_of(notice.case),
        "delivery": tone,
        "delivery_label": label,
        "unread": notice.read_at is None,
    }


@login_required
@require_POST
def read(request, pk: int):
    """Mark one notice read."""
    mine = inbox.notices_of(request.appointments)
    get_object_or_404(mine, pk=pk)
    inbox.mark_read(mine.filter(pk=pk))
    return _back(request)


@login_required
@require_POST
def read_all(request):
    inbox.mark_read(inbox.notices_of(request.appointments))
    return _back(request)


def _back(request):
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if safe else "notices")


def demo_only(view):
    """The page is there only in a demo installation."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@demo_only
@require_safe
def mails(request):
    """What the catcher of the demo received, newest first."""
    page = Paginator(CaughtMail.objects.defer("raw", "html", "text"), PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/mails.html", {"page_obj": page})


@demo_only
@require_safe
def mail(request, pk: int):
    return render(request, "notices/mail.html", {"mail": get_object_or_404(CaughtMail.objects.defer("raw"), pk=pk)})


@demo_only
@require_safe
def mail_html(request, pk: int):
    """The HTML part as its reader sees it: in a sandbox, without scripts, pictures or anything from elsewhere."""
    html = get_object_or_404(CaughtMail.objects.only("html"), pk=pk).html
    return HttpResponse(html, headers={"Content-Security-Policy": SANDBOX, "Referrer-Policy": "strict-origin"})
