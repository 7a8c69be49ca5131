"""Is this paper genuine? A page for anybody: by the code printed on it, or by the file itself. It shows no content."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from committees.minutes import document
from committees.minutes.sealing import CODE_LENGTH, find_by_digest
from committees.models import Seal

LARGEST = 5 * 1024 * 1024  # bytes


class Digest(FileUploadHandler):
    """Adds up the hash of what arrives, piece by piece: the file is kept nowhere, not even in memory."""

    def __init__(self, request: HttpRequest | None = None):
        super().__init__(request)
        self.sum, self.size, self.too_large = hashlib.sha256(), 0, False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > LARGEST:
            self.too_large = True
            raise StopUpload(connection_reset=False)
        self.sum.update(raw_data)

    def file_complete(self, file_size: int) -> None:
        return None


@csrf_exempt  # it changes nothing and knows nobody; so the upload is not read before its size is looked at
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The question, and the answer about an uploaded file."""
    if request.method == "POST":
        return _about_file(request)
    code = re.sub(r"[\s-]", "", request.GET.get("code", "")).upper()[:40]
    if not code:
        return _page(request)
    if not code.isascii() or not code.isalnum():
        return _unknown(request, code)
    return redirect("verify", code=code)


@never_cache
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the document with a code is; a code that was never given is a sentence, with 404."""
    code = re.sub(r"[\s-]", "", code)
    seal = _seals().filter(code=code.upper()).first() if len(code) == CODE_LENGTH and code.isascii() else None
    if seal is None:
        return _unknown(request, code)
    return _page(request, seal=seal, verdict="code")


def _about_file(request: HttpRequest) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length) > LARGEST + 64 * 1024:  # the form around the file
        return _refuse(request, 413, _too_large())
    digest = Digest(request)
    request.upload_handlers = [digest]
    request.POST  # noqa: B018  (reading it is what takes the upload in)
    if digest.too_large:
        return _refuse(request, 413, _too_large())
    if not digest.size:
        return _refuse(request, 422, _("Choose the file first."))
    seal = find_by_digest(digest.sum.hexdigest())
    return _page(request, seal=seal, verdict="file" if seal else "other", digest=digest.sum.hexdigest())


def _too_large() -> str:
    return _("The file is larger than 5 MB. Sealed minutes are smaller: this is not one of them.")


def _refuse(request: HttpRequest, status: int, problem: str) -> HttpResponse:
    return _page(request, status=status, problem=problem)


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    said = _("No document has the code “%(code)s”. Compare it letter by letter: it has %(n)s letters and figures.")
    return _page(request, status=404, problem=said % {"code": code[:40], "n": CODE_LENGTH}, code=code[:40])


def _seals():
    return Seal.objects.select_related("meeting__case", "meeting__body")


def _page(request: HttpRequest, *, seal: Seal | None = None, status: int = 200, **more: Any) -> HttpResponse:
    context = {"nav": "verify", "seal": seal, **more}
    if seal:
        errata = seal.meeting.errata.count()
        context |= {
            "about": document.of_seal(seal),
            "body": seal.meeting.body,
            "files": seal.meeting.seals.order_by("language"),
            "errata": ngettext("%(n)s erratum", "%(n)s errata", errata) % {"n": errata} if errata else _("None"),
        }
    return render(request, "committees/verify.html", context, status=status)
