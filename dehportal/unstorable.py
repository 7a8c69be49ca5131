"""Characters no database column can hold are the sender's mistake (400), not the portal's (500)."""

from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request

NULL = "\x00"


class UnstorableCharactersMiddleware:
    """Looks for null characters only after the database has refused something, so that others pay nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, DataError) and has_null(request):
            return bad_request(request, SuspiciousOperation("Null characters."))
        return None


def has_null(request: HttpRequest) -> bool:
    """Whether a null character stands in the address, the query or a form field."""
    typed = [text for data in (request.GET, request.POST) for _name, texts in data.lists() for text in texts]
    return any(NULL in text for text in (request.path_info, *typed))
