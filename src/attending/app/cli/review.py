"""`attending review`: the queue of drafts, and what a clinician does with one."""

import click

from attending.app.cli.lazy import LazyGroup

COMMANDS = {
    "list": ("attending.app.cli.review_queue:list_reviews", "List what waits, blockers first, then the oldest."),
    "show": ("attending.app.cli.review_queue:show_review", "Show a draft with the words each sentence rests on."),
    "assign": ("attending.app.cli.review_moves:assign", "Hand a review to another practitioner."),
    "answer": ("attending.app.cli.review_moves:answer", "Answer a finding of the checks."),
    "style": ("attending.app.cli.review_moves:style", "Put a draft under the headings of another style."),
    "edit": ("attending.app.cli.review_moves:edit", "Change the text of a draft before it is signed."),
    "accept": ("attending.app.cli.review_proposals:accept", "Accept a proposed fact, as it stands or changed."),
    "decline": ("attending.app.cli.review_proposals:decline", "Decline a proposed fact; it is kept as a decision."),
    "reconsider": ("attending.app.cli.review_proposals:reconsider", "Take back a decision about a proposed fact."),
    "include": ("attending.app.cli.review_left_out:include", "Add what was said and left out of the note."),
    "dismiss": ("attending.app.cli.review_left_out:dismiss", "Leave out what was said, for good."),
    "notice": ("attending.app.cli.review_left_out:notice", "Take such a decision back."),
    "sign": ("attending.app.cli.review_moves:sign", "Sign: take responsibility and file the note in the record."),
    "reject": ("attending.app.cli.review_moves:reject", "Reject a draft, with a coded reason."),
    "withdraw": ("attending.app.cli.review_moves:withdraw", "Withdraw a draft that should not have been made."),
    "retract": ("attending.app.cli.review_moves:retract", "Take a signed document back: it becomes entered in error."),
    "amend": ("attending.app.cli.review_moves:amend", "Sign a new version of a signed note."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def review() -> None:
    """List, read, sign or reject what waits for a clinician."""
