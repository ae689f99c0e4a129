"""The manual's page on the life cycle, drawn from the table: `python -m attending.review.manual PAGE` writes it."""

import sys
from pathlib import Path

from attending.review.states import ACCOUNTABLE, NEXT, REJECTION_REASONS, RETRACTION_REASONS, ReviewStatus


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    first = next(iter(NEXT))
    lines = ["stateDiagram-v2", f"    [*] --> {first}"]
    for status in ReviewStatus:
        lines += [f"    {status} --> {after}" for after in ReviewStatus if after in NEXT[status]]
        if not NEXT[status] - {status}:
            lines.append(f"    {status} --> [*]")
    return "\n".join(lines)


def reference_page() -> str:
    """The page of the manual on the life cycle: diagram, roles, reasons."""
    roles = "\n".join(f"| {kind} | {role} |" for kind, role in ACCOUNTABLE.items())
    taken_back = "\n".join(f"| `{code}` | {text} |" for code, text in RETRACTION_REASONS.items())
    reasons = "\n".join(f"| `{code}` | {text} |" for code, text in REJECTION_REASONS.items())
    return (
        "# The life cycle of a review\n\n"
        "Written by `python -m attending.review.manual docs/reference/review-states.md`; a test keeps it fresh.\n\n"
        f"```mermaid\n{diagram()}\n```\n\n"
        "A draft is *proposed* by a model, *checked* before anyone sees it, and enters the record only when it is "
        "*signed*.\n\n"
        f"## Who is accountable\n\n| kind of draft | role |\n|---|---|\n{roles}\n\n"
        f"## Reasons for a rejection\n\n| code | reason |\n|---|---|\n{reasons}\n\n"
        "## Reasons to retract\n\nA signed document that should never have stood is *retracted* by its signer, or by "
        "anyone of the same role, who then says in words why: it and what was accepted with it become *entered in "
        "error*, signed again. What is only wrong is amended.\n\n"
        f"| code | reason |\n|---|---|\n{taken_back}\n"
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference_page(), encoding="utf-8")
