"""Refusals of the API as problem documents (RFC 9457): a status, a sentence, and the fields it is about."""

from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions

from cases.models import Case
from cases.receipts import TokenReused
from workflow.errors import Invalid, NotNow


class Refused(Exception):
    """The request cannot be read as what was asked for: one error per field, or of the whole."""

    def __init__(self, *errors: dict[str, str], status: int = HTTPStatus.UNPROCESSABLE_ENTITY):
        super().__init__(errors)
        self.errors = list(errors)
        self.status = status


def error(field: str, code: str, detail: str) -> dict[str, str]:
    """One thing that is wrong; field "" means the request as a whole."""
    return {"field": field, "code": code, "detail": detail}


def errors_of(form) -> list[dict[str, str]]:
    """What a bound form complains of, field by field."""
    found = form.errors.get_json_data()
    return [
        error("" if name == "__all__" else name, said["code"] or "invalid", said["message"])
        for name, all_said in found.items()
        for said in all_said
    ]


def problem(status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> HttpResponse:
    """A problem document; `detail` is the sentence for the person who reads it."""
    status = HTTPStatus(status)
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "code": code, "detail": detail}
    body |= more
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/problem+json", headers=headers)


def conflict(refusal: NotNow) -> HttpResponse:
    """409, with where the case stands now, so that the caller can look again and resubmit."""
    case, more = refusal.case, {}
    if case is not None:
        names = ("reference", "version", "status", "level")
        more["case"] = {name: getattr(case, name) for name in names}
    return problem(HTTPStatus.CONFLICT, "conflict", refusal.message, **more)


def invalid(errors: list[dict[str, str]], status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> HttpResponse:
    """422 (or another status) with an error per field; the sentence repeats the first."""
    several = _("Some of what was sent is missing or not right: see errors.")
    detail = errors[0]["detail"] if len(errors) == 1 else several
    return problem(status, "invalid", detail, errors=errors)


def not_found() -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, "not_found", _("There is nothing here that you can see."))


def as_problem(exc: Exception, context: dict) -> HttpResponse | None:
    """Every refusal the API can meet, translated once; None for a fault of ours."""
    match exc:
        case NotNow():
            return conflict(exc)
        case Invalid():
            return invalid(errors_of(exc.form))
        case Refused():
            return invalid(exc.errors, exc.status)
        case TokenReused():
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "key_reused", str(exc))
        case Case.DoesNotExist() | Http404():
            return not_found()
        case exceptions.APIException():
            return _of_framework(exc)
        case PermissionDenied():
            return problem(HTTPStatus.FORBIDDEN, "not_permitted", str(exc) or _("Your post cannot do this here."))
        case RequestDataTooBig():
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", _("The request is too large."))
        case SuspiciousOperation():
            return problem(HTTPStatus.BAD_REQUEST, "unreadable", _("The request cannot be read."))
    return None


def _of_framework(exc: exceptions.APIException) -> HttpResponse:
    """401, 403 (a session without its CSRF token), 405, 415 and 429 as the framework raises them."""
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(exc.wait) + 1)
    code = exc.detail.code if hasattr(exc.detail, "code") else exc.default_code
    return problem(exc.status_code, code, str(exc.detail), headers=headers)
