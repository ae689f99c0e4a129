"""The `attending` command. Each sub-command is imported only when it is called, so that `--help` starts at once."""

from pathlib import Path

import click

from attending import __version__
from attending.app.cli.lazy import LazyGroup
from attending.app.cli.standing import Standing

COMMANDS = {
    "demo": ("attending.app.cli.demo:demo", "Serve a demo hospital of synthetic patients; nothing is downloaded."),
    "init": ("attending.app.cli.init:init", "Make an empty record, its keys and its first account."),
    "serve": ("attending.app.cli.serve:serve", "Serve the web pages of this record."),
    "account": ("attending.app.cli.account:account", "Add the people who sign in, or list them."),
    "doctor": ("attending.app.cli.doctor:doctor", "Check this installation and say what to mend."),
    "import": ("attending.app.cli.importing:import_files", "File FHIR resources that another system sends."),
    "validate": ("attending.app.cli.validate:validate", "List the faults of FHIR resources."),
    "index": ("attending.app.cli.index:index", "Build the search index of the record anew."),
    "patients": ("attending.app.cli.patients:patients", "List the patients of the record."),
    "scribe": ("attending.app.cli.scribe:scribe", "Draft a note from a conversation and put it up for review."),
    "transcribe": (
        "attending.app.cli.transcribe:transcribe",
        "Transcribe a recording: who says what, and when. Nothing is stored.",
    ),
    "recordings": (
        "attending.app.cli.recordings:recordings",
        "Recordings of visits: list them, draft from one again, delete what is over.",
    ),
    "verify": ("attending.app.cli.verify:verify", "Judge any note sentence by sentence against its conversation."),
    "code": ("attending.app.cli.code:code", "Suggest ICD-10-CM codes for a written diagnosis, with reasons."),
    "review": ("attending.app.cli.review:review", "List, read, sign or reject what waits for a clinician."),
    "wording": (
        "attending.app.cli.wording:wording",
        "See, forget or switch off the wording learned from your signed notes.",
    ),
    "risk": ("attending.app.cli.risk:risk", "Scores that say who may get worse, and why."),
    "analytics": ("attending.app.cli.analytics:analytics", "Tables from the record, by views of SQL on FHIR."),
    "imaging": ("attending.app.cli.imaging:imaging", "Take in scans, and list the studies of the archive."),
    "backup": (
        "attending.app.cli.backup:backup",
        "Write a verified backup of the record into a new FOLDER, while it is at work.",
    ),
    "restore": (
        "attending.app.cli.backup:restore",
        "Restore a backup from FOLDER into a new record, compared hash by hash.",
    ),
    "keys": ("attending.app.cli.keys:keys", "Rotate the master key that protects the record."),
    "erase": ("attending.app.cli.erase:erase", "Destroy what the record holds about one patient, for good."),
    "audit": ("attending.app.cli.audit:audit", "Read the audit trail, or prove that nobody changed it."),
    "models": ("attending.app.cli.models:models", "List the models of this installation and read their cards."),
    "evaluate": ("attending.app.cli.evaluate:evaluate", "Measure a capability on a public data set."),
    "train": ("attending.app.cli.train:train", "Train a shipped model again, or a risk model of your own."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="attending %(version)s")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the record; ATTENDING_HOME otherwise.",
)
@click.option("--traceback", is_flag=True, help="Show the whole trace of an unexpected error; it may name patients.")
@click.pass_context
def main(context: click.Context, home: Path | None, traceback: bool) -> None:
    """AI drafts; the attending clinician signs.

    Every command takes --json. Exit codes: 0 done, 1 a fault of ours, 2 unreadable or impossible input, 3 not signed
    in or not allowed, 4 not found, 5 refused by the life cycle, 6 not configured, 7 a model without a valid card,
    8 tampered, 9 the record cannot be written now.
    """
    context.obj = Standing(home=home, traceback=traceback)
