"""How the words of templates are found for translation: Babel reads Python, Django turns its templates into it."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize


def extract_template(
    fileobj: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, Any]
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """(line, function, messages, comments) of {% translate %} and {% blocktranslate %}, as Babel asks for them.

    Django blanks all else out but keeps its indentation, which would not be Python's.
    """
    source = templatize(fileobj.read().decode("utf-8"))
    flat = "\n".join(line.lstrip() for line in source.split("\n"))
    return extract_python(BytesIO(flat.encode("utf-8")), keywords, comment_tags, options)
