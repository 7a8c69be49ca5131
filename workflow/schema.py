"""The published schema of what moves ask for, derived from the forms that check it."""

from typing import Any

from django import forms
from drf_spectacular.utils import OpenApiParameter

from workflow.engine import Inputs, Transition, workflows
from workflow.payload import json_type

MOST_CHOICES = 200  # a longer list is reference data of its own, not an enumeration


def component_name(kind: str, verb: str) -> str:
    """The name of a move's inputs in the schema: BottleneckReportProgress."""
    return "".join(part.capitalize() for part in f"{kind}_{verb}".split("_"))


def object_schema(fields: dict[str, forms.Field], *, description: str = "") -> dict[str, Any]:
    """The JSON Schema of a form's fields. Pass `base_fields` for any case, `fields` of a form for one case."""
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: field_schema(field) for name, field in fields.items()},
    }
    required = [name for name, field in fields.items() if field.required]
    return schema | ({"required": required} if required else {}) | ({"description": description} if description else {})


def field_schema(field: forms.Field) -> dict[str, Any]:
    """One field: type, bounds, choices, label and help."""
    schema: dict[str, Any] = {"title": str(field.label or "")}
    if field.help_text:
        schema["description"] = str(field.help_text)
    kind = json_type(field)
    if kind == "file":
        return schema | {"type": "string", "format": "binary"}
    value: dict[str, Any] = {"type": "string" if kind == "array" else kind} | _bounds(field)
    if choices := _choices(field):
        value["enum"] = choices
    if kind == "array":
        return schema | {"type": "array", "items": value}
    if not field.required:
        value["type"] = [value["type"], "null"]
        if "enum" in value:
            value["enum"] = [*value["enum"], None]
    return schema | value


def _bounds(field: forms.Field) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    if isinstance(field, forms.DateField):
        bounds["format"] = "date"
    elif isinstance(field, forms.DateTimeField):
        bounds["format"] = "date-time"
    names = {"min_length": "minLength", "max_length": "maxLength", "min_value": "minimum", "max_value": "maximum"}
    for name, keyword in names.items():
        if (bound := getattr(field, name, None)) is not None:
            bounds[keyword] = bound
    if field.required and isinstance(field, forms.CharField):
        bounds.setdefault("minLength", 1)
    return bounds


def _choices(field: forms.Field) -> list[Any]:
    """The values a field takes; empty when they depend on the case (ask the move's address for them)."""
    if isinstance(field, forms.ModelChoiceField):
        key = field.to_field_name or "pk"
        return list(field.queryset.values_list(key, flat=True).distinct()[:MOST_CHOICES])
    return [value for value, _label in getattr(field, "choices", []) if value != ""]


def inputs_schema(transition: Transition, form: Inputs | None = None) -> dict[str, Any]:
    """What a move asks for: in general, or on one case when its form is given."""
    fields = form.fields if form else transition.inputs.base_fields
    return object_schema(fields, description=str(transition.hint))


def add_inputs(result: dict, generator, request, public: bool) -> dict:
    """Put a component for the inputs of every move into the OpenAPI document."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    for workflow in workflows():
        for transition in () if workflow.hidden else workflow.transitions:
            schemas[component_name(workflow.kind, transition.verb)] = inputs_schema(transition)
    return result


def query_parameters(form_class: type[forms.Form]) -> list[OpenApiParameter]:
    """The query parameters of a list, from the form that checks them; asks the database nothing."""
    return [_parameter(name, field) for name, field in form_class.base_fields.items()]


def _parameter(name: str, field: forms.Field) -> OpenApiParameter:
    by_code = isinstance(field, forms.ModelChoiceField)
    value: dict[str, Any] = {"type": "string" if by_code else json_type(field)} | _bounds(field)
    if not by_code and (choices := _choices(field)):
        value["enum"] = choices
    many = value["type"] == "array"
    if many:
        value = {"type": "array", "items": {**value, "type": "string"}}
    return OpenApiParameter(name, value, description=str(field.help_text), explode=many or None)
