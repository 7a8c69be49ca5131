"""Plain text as it is shown: paragraphs and lists, read from how people type them. Never HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BULLET, NUMBER = re.compile(r"\s*[-*•–]\s+(?=\S)"), re.compile(r"\s*\d{1,3}[.)]\s+(?=\S)")


@dataclass
class Block:
    """kind: "text", "bullets" or "numbers"; lines without their marks."""

    kind: str
    lines: list[str] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """A blank line ends a paragraph; lines that begin with a dash, a dot or a number are a list."""
    found: list[Block] = []
    open_block = None
    for line in text.split("\n"):
        kind, said = _read(line)
        if not said:
            open_block = None
            continue
        if open_block is None or open_block.kind != kind:
            open_block = Block(kind)
            found.append(open_block)
        open_block.lines.append(said)
    return found


def _read(line: str) -> tuple[str, str]:
    for kind, mark in (("bullets", BULLET), ("numbers", NUMBER)):
        if match := mark.match(line):
            return kind, line[match.end() :].strip()
    return "text", line.strip()
