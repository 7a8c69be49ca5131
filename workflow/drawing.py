"""Draws the workflows from their tables, so that the documentation cannot drift from the code."""

from collections.abc import Iterator

from django.utils import translation

from workflow.engine import Transition, Workflow, workflows

HEADER = """# Workflows

Drawn from the transition tables by `manage.py draw_workflows`; do not edit by hand.
"""


def document() -> str:
    """The whole docs/workflows.md: a diagram and a table per kind of case, in English."""
    with translation.override("en"):
        return "\n".join([HEADER, *(_section(workflow) for workflow in workflows() if not workflow.hidden)])


def _section(workflow: Workflow) -> str:
    return "\n".join([f"## {workflow.kind}\n", _diagram(workflow), "", _table(workflow), ""])


def _diagram(workflow: Workflow) -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {workflow.initial}"]
    lines += [f"    {status.value}: {status.label}" for status in workflow.statuses]
    lines += sorted(f"    {source} --> {target}: {verbs}" for (source, target), verbs in _arrows(workflow).items())
    lines += [f"    {status} --> [*]" for status in sorted(workflow.terminal)]
    return "\n".join([*lines, "```"])


def _arrows(workflow: Workflow) -> dict[tuple[str, str], str]:
    """Arrows between two statuses, with every verb that makes the move."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for transition in workflow.transitions:
        for source in transition.sources:
            if transition.target:
                arrows.setdefault((str(source), str(transition.target)), []).append(transition.verb)
    return {ends: ", ".join(verbs) for ends, verbs in arrows.items()}


def _table(workflow: Workflow) -> str:
    head = "| verb | what it says | from | to | by | clock afterwards | told |\n|---|---|---|---|---|---|---|"
    return "\n".join([head, *(_row(transition) for transition in workflow.transitions)])


def _row(transition: Transition) -> str:
    cells: Iterator[str] = (
        f"`{transition.verb}`",
        str(transition.label),
        ", ".join(str(source) for source in transition.sources),
        str(transition.target or "(stays)"),
        _in_words(transition.by),
        transition.clock or "(goes on)",
        _in_words(transition.notify) if transition.notify else "–",
    )
    return "| " + " | ".join(cells) + " |"


def _in_words(function) -> str:
    return function.__name__.replace("_", " ")
