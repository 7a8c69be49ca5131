"""What a system sends, made into what a form reads: strict JSON or multipart; nothing guessed, nothing lost.

A field a form does not have is refused by name: text typed into a misspelt field would otherwise vanish.
"""

import json
from http import HTTPStatus
from typing import Any

import orjson
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser, MultiPartParser

from cases.evidence import LARGEST
from workflow.problems import Refused, error

LARGEST_JSON = 256 * 1024  # bytes
LARGEST_BODY = LARGEST + LARGEST_JSON


class StrictJSONParser(BaseParser):
    """UTF-8 JSON of bounded size; no NaN, no lone surrogates, no bottomless nesting."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        body = stream.read(LARGEST_JSON + 1)
        if len(body) > LARGEST_JSON:
            raise too_large(LARGEST_JSON)
        try:
            sent = orjson.loads(body)
            json.loads(body, object_pairs_hook=_once_each)
        except (ValueError, RecursionError) as problem:
            sentence = _("This is not JSON in UTF-8: %(problem)s") % {"problem": problem}
            raise Refused(error("", "unreadable", sentence), status=HTTPStatus.BAD_REQUEST) from problem
        return sent


def _once_each(pairs: list[tuple[str, Any]]) -> None:
    """Refuse an object that has a name twice: parsers keep the last value and lose the first without a word."""
    if len({name for name, _value in pairs}) < len(pairs):
        raise ValueError(_("a name occurs twice in one object."))


class BoundedMultiPartParser(MultiPartParser):
    """Fields and files as a browser sends them, up to the size of one document."""

    def parse(self, stream, media_type=None, parser_context=None):
        if int(parser_context["request"].META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise too_large(LARGEST_BODY)
        return super().parse(stream, media_type, parser_context)


def too_large(limit: int) -> Refused:
    sentence = _("The request is larger than %(size)s KB.") % {"size": limit // 1024}
    return Refused(error("", "too_large", sentence), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def json_type(field: forms.Field) -> str:
    """The JSON type of a form's field: the one mapping behind both the check and the published schema."""
    if isinstance(field, forms.FileField):
        return "file"
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField) or getattr(field, "many", False):
        return "array"
    if isinstance(field, forms.BooleanField):
        return "boolean"
    by_id = isinstance(field, forms.ModelChoiceField) and not field.to_field_name
    return "integer" if by_id or isinstance(field, forms.IntegerField) else "string"


PYTHON_TYPES = {"string": str, "integer": int, "boolean": bool, "array": list}


def fields_from(request, form_class: type[forms.Form]) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, str]]]:
    """(data, files, errors): what was sent for a form, and what cannot be taken as it is."""
    fields = form_class.base_fields
    sent = request.data
    if isinstance(sent, QueryDict):
        return _from_form(sent=request.POST, files=request.FILES, fields=fields)
    if not isinstance(sent, dict):
        raise Refused(error("", "not_an_object", _("Send one JSON object with the fields by name.")))
    errors = unknown(sent, fields)
    errors += [said for name, value in sent.items() if name in fields and (said := _wrong(name, value, fields[name]))]
    return {name: value for name, value in sent.items() if name in fields and value is not None}, {}, errors


def unknown(names, fields) -> list[dict[str, str]]:
    """An error for every name that is none of the fields."""
    known = ", ".join(fields) or "–"
    return [
        error(
            name[:80].replace("\x00", ""), "unknown",
            _("There is no field “%(name)s” here. Fields: %(known)s.") % {"name": name[:80], "known": known},
        )
        for name in names
        if name not in fields
    ]  # fmt: skip


def _wrong(name: str, value: Any, field: forms.Field) -> dict[str, str] | None:
    """Why a JSON value cannot be this field's, or None; null stands for "not given"."""
    kind = json_type(field)
    if value is None:
        return None
    if kind == "file":
        return error(name, "type", _("Send files as multipart/form-data."))
    if type(value) is not PYTHON_TYPES[kind] or (kind == "array" and any(type(part) is not str for part in value)):
        return error(name, "type", SENTENCES[kind]())
    if "\x00" in str(value):
        return error(name, "null_character", _("Null characters are not allowed."))
    return None


SENTENCES = {
    "string": lambda: _("Send text in quotation marks."),
    "integer": lambda: _("Send a whole number."),
    "boolean": lambda: _("Send true or false."),
    "array": lambda: _("Send a list of texts."),
}


def _from_form(*, sent: QueryDict, files, fields) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, str]]]:
    """The same of multipart: every value is text, and only a many-valued field may come several times."""
    errors = unknown([*sent, *files], fields)
    data: dict[str, Any] = {}
    for name, values in sent.lists():
        if name not in fields:
            continue
        kind = json_type(fields[name])
        if kind == "file" and any(values):
            errors.append(error(name, "type", _("Send this as a file.")))
        elif len(values) > 1 and kind != "array":
            errors.append(error(name, "repeated", _("This was sent more than once.")))
        elif any("\x00" in value for value in values):
            errors.append(error(name, "null_character", _("Null characters are not allowed.")))
        else:
            data[name] = values if kind == "array" else values[-1]
    for name in files:
        if name in fields and (json_type(fields[name]) != "file" or len(files.getlist(name)) > 1):
            errors.append(error(name, "type", _("Send this as text, or one file only.")))
    return data, {name: files[name] for name in files if name in fields}, errors
