"""Search in the classification: by code, by the words people use, by the words of the texts, and past typing errors.

Two statements at most: what is written right is found first, by equality and by whole words; only when that finds
nothing sure are words looked for that resemble what was typed (trigrams of pg_trgm). Each comparison has a GIN index.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from products.hs.roman import is_devanagari, romanised
from products.hs.words import LONGEST, grams, words
from products.models import HSCode

SURE = 0.8  # when nothing has at least this score, words that are spelt alike are looked for too
ENOUGH = 3
NEAREST = 6  # words of the texts that a word typed is taken for
ALIKE = 0.37  # least likeness (0 to 1) of a word typed to a word of a text
_CODE = re.compile(r"^\s*(\d[\d\s.\-/]*)$|^\s*(\d[\d.]{3,})\b")
_COLUMNS = ", ".join(f"c.{field.column}" for field in HSCode._meta.concrete_fields)


@dataclass(frozen=True)
class Hit:
    """A code that was found; `score` is 1 for what was meant for certain, `why` says how it was found."""

    code: HSCode
    score: float
    why: str


def search(
    text: str, *, level: int | None = None, limit: int = 20, retired: bool = False, begun: bool = True
) -> list[Hit]:
    """Codes for what somebody typed: "0910.30", "turmeric", "haldi", "हल्दी", "termeric"; the best first.

    level: only codes of so many digits; a word for a longer or shorter code leads to those above or under it.
    retired: also codes no longer in force. begun: words may be unfinished, as while somebody types.
    """
    asked = text[:LONGEST]
    wanted = {"level": level, "retired": retired, "limit": max(1, min(limit, 200))}
    if code := _CODE.match(asked):
        return _by_code("".join(filter(str.isdecimal, code[0] if code[1] else code[2])), wanted)
    parts = words(asked)[:8]
    if not parts:
        return []
    hits = _run(_exact(len(parts)), _as_typed(parts, begun) | wanted)
    if _doubtful(hits, wanted["limit"]) and any(len(part) > 2 for part in parts):
        found = {hit.code.pk for hit in hits}
        hits += [hit for hit in _run(_TYPOS, _pieces(parts) | wanted) if hit.code.pk not in found]
    return hits[: wanted["limit"]]


def _doubtful(hits: list[Hit], limit: int) -> bool:
    """Nothing sure was found, or little that is certain: perhaps another word was meant."""
    return not hits or hits[0].score < SURE or (hits[0].score < 1 and len(hits) < min(ENOUGH, limit))


def _by_code(digits: str, wanted: dict) -> list[Hit]:
    """Codes that start so; the shorter codes above a longer number; and the code whose zero a spreadsheet dropped."""
    digits = digits[:12]
    restored = f"0{digits}" if len(digits) in (1, 3, 5, 7) else ""
    above = [digits[:n] for n in (8, 6, 4) if len(digits) > n]
    hits = _run(_CODES, {"digits": f"{digits}%", "exact": digits, "above": above, "restored": restored} | wanted)
    dropped = [replace(hit, score=0.9) for hit in hits if restored and hit.code.code == restored]
    begun = [hit for hit in hits if not restored or hit.code.code != restored]
    return begun[: wanted["limit"] - len(dropped)] + dropped


def _as_typed(parts: list[str], begun: bool) -> dict:
    """Patterns for the words; one of two letters is taken as it is, since half of the table begins so."""
    asked = " ".join(parts)
    open_end = [begun and len(part) > 2 for part in parts]
    patterns = {f"word{n}": f"% {part}%" if open_end[n] else f"% {part} %" for n, part in enumerate(parts)}
    whole = {f"whole{n}": f"% {part} %" for n, part in enumerate(parts)}
    begins = f"{asked}%" if begun else asked
    return {"asked": asked, "grams": grams(parts), "begins": begins, **patterns, **whole}


def _pieces(parts: list[str]) -> dict:
    """What was typed as a whole, and word by word; a word's part of the whole is the length of it."""
    parts = [romanised(part) if is_devanagari(part) else part for part in parts]
    total = sum(map(len, parts))
    long = [part for part in parts if len(part) > 2]
    return {
        "pieces": [" ".join(parts)] + (long if len(parts) > 1 else []),
        "shares": [1.0] + ([len(part) / total for part in long] if len(parts) > 1 else []),
        "alone": len(parts) == 1,
        "alike": ALIKE,
    }


def _run(sql: str, params: dict) -> list[Hit]:
    rows = HSCode.objects.raw(sql, params)
    return [Hit(row, round(float(row.score), 3), _why(row.how, row.by)) for row in rows]


def _why(how: str, by: str) -> str:
    match how:
        case "term":
            return _("Word in use: %(word)s") % {"word": by}
        case "like":
            return _("Spelt like: %(word)s") % {"word": by} if by else _("Spelt like a word of the text")
        case "zero":
            return _("With the 0 in front that spreadsheets drop")
        case "above":
            return _("The code above the number")
        case "code":
            return _("Code")
    return _("Words of the text")


# Codes a word stands for; at a given level, those above or under it.
_REACHED = """
    JOIN products_hscode c ON CASE WHEN %(level)s::int IS NULL THEN c.id = t.code_id ELSE c.level = %(level)s
        AND c.code BETWEEN left(t.code, %(level)s::int) AND left(t.code, %(level)s::int) || '99999999' END
"""
_BEST = f"""
SELECT {_COLUMNS}, f.score, f.how, f.by
FROM (SELECT DISTINCT ON (id) id, score, how, by FROM found ORDER BY id, score DESC, by) f
JOIN products_hscode c ON c.id = f.id
WHERE (%(retired)s OR c.retired_on IS NULL) AND (%(level)s::int IS NULL OR c.level = %(level)s)
ORDER BY f.score DESC, c.retired_on IS NOT NULL, c.level,
    CASE WHEN f.how = 'code' THEN 0 ELSE length(c.description) END, c.code, c.edition
LIMIT %(limit)s
"""  # noqa: S608
_CODES = f"""
WITH found AS (
    SELECT c.id, '' AS by,
        CASE WHEN c.code = %(exact)s THEN 1 WHEN c.code LIKE %(digits)s THEN 0.95
             WHEN c.code = %(restored)s THEN 0.96 ELSE 0.3 + length(c.code) * 0.05 END AS score,
        CASE WHEN c.code LIKE %(digits)s THEN 'code' WHEN c.code = %(restored)s THEN 'zero' ELSE 'above' END AS how
    FROM products_hscode c
    WHERE c.code LIKE %(digits)s OR c.code = %(restored)s OR c.code = ANY(%(above)s)
)
{_BEST}
"""  # noqa: S608


def _exact(count: int) -> str:
    """What is written right: a word in use, whole or as far as typed; and texts that have all words."""
    begun = " AND ".join(f"c.search_text LIKE %(word{n})s" for n in range(count))
    whole = " AND ".join(f"c.search_text LIKE %(whole{n})s" for n in range(count))
    return f"""
WITH term AS (
    SELECT t.code_id, c.code, t.term,
        CASE WHEN t.key = %(asked)s OR replace(t.key, ' ', '') = replace(%(asked)s, ' ', '') THEN 1
             WHEN t.key LIKE %(begins)s THEN 0.82 + 0.1 * length(%(asked)s) / length(t.key)
             ELSE 0.55 + 0.24 * length(t.key) / length(%(asked)s) END AS score
    FROM products_hsterm t JOIN products_hscode c ON c.id = t.code_id
    WHERE t.withdrawn_on IS NULL AND (t.key = ANY(%(grams)s) OR t.key LIKE %(begins)s)
), found AS (
    SELECT c.id, t.score, 'term' AS how, t.term AS by FROM term t {_REACHED}
    UNION ALL
    SELECT c.id, CASE WHEN {whole} THEN 0.8 ELSE 0.7 END, 'text', '' FROM products_hscode c WHERE {begun}
)
{_BEST}
"""  # noqa: S608


# Each word typed is compared with the words that stand in the texts (a few thousand short ones), not with the texts.
_TYPOS = f"""
WITH asked AS (
    SELECT q, share, n FROM unnest(%(pieces)s::text[], %(shares)s::float[]) WITH ORDINALITY AS piece (q, share, n)
), term AS (
    SELECT t.code_id, c.code, t.term, similarity(asked.q, t.key) * asked.share AS likeness
    FROM asked JOIN products_hsterm t ON t.key %% asked.q AND t.withdrawn_on IS NULL
    JOIN products_hscode c ON c.id = t.code_id
), alike AS (
    SELECT asked.n, asked.share, near.word, near.likeness
    FROM asked CROSS JOIN LATERAL (
        SELECT word, similarity(asked.q, word) AS likeness FROM products_hsword
        WHERE word %% asked.q ORDER BY likeness DESC, word LIMIT {NEAREST}
    ) near
    WHERE near.likeness >= %(alike)s AND (asked.n > 1 OR %(alone)s)
), texts AS (
    SELECT id, sum(likeness) AS likeness
    FROM (
        SELECT c.id, alike.n, max(alike.likeness * alike.share) AS likeness
        FROM alike JOIN products_hscode c ON c.search_text LIKE '%% ' || alike.word || ' %%'
        GROUP BY c.id, alike.n
    ) per_word
    GROUP BY id
), found AS (
    SELECT c.id, 0.15 + 0.5 * t.likeness AS score, 'like' AS how, t.term AS by FROM term t {_REACHED}
    WHERE t.likeness >= %(alike)s
    UNION ALL
    SELECT id, 0.45 * likeness, 'like', '' FROM texts WHERE likeness >= %(alike)s
)
{_BEST}
"""  # noqa: S608
