"""What every capability returns: a Draft of claims, each with its evidence; and what checks say of it."""

from attending.drafts.conversation import Conversation, Role, Turn
from attending.drafts.draft import (
    Author,
    Citation,
    Claim,
    Draft,
    Element,
    Evidence,
    Finding,
    ModelOutput,
    Proposal,
    Region,
    Severity,
    Words,
    from_json,
    to_json,
)

__all__ = [
    "Author", "Citation", "Claim", "Conversation", "Draft", "Element", "Evidence", "Finding", "ModelOutput", "Proposal",
    "Region", "Role", "Severity", "Turn", "Words", "from_json", "to_json",
]  # fmt: skip
