"""`attending risk score | list | say | draft`: the hospital's own models in use, and what people did."""

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR, Identity, identity_options
from attending.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Collection

    from rich.console import Console

    from attending.record import Store
    from attending.review.watch import WatchRow, WatchRun


@click.command(name="score")
@click.argument("model", required=False)
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Local processes.")
@click.option("--dask", metavar="ADDRESS", help="A dask scheduler instead; needs the extra [dask].")
@click.option("--shipped", is_flag=True, help="With the models that come with Attending too.")
@json_option
@click.pass_obj
def score(standing: Standing, model: str | None, processes: int, dask: str | None, shipped: bool) -> None:
    """Score every patient with MODEL, or with each of this hospital's own models, and raise the day's alerts.

    A call that was killed goes on where it stood. How many alerts a day are raised says ATTENDING_RISK_ALERTS_A_DAY.
    A model that comes with Attending (icu-mortality, hospital-death-plain, readmission) is scored with --shipped or by
    its name. It raises no alert: it was never validated on this hospital's patients.
    """
    from attending.app.wiring import RecordOpener
    from attending.journeys.risk_cohort import score_cohort
    from attending.journeys.risk_list import own_names
    from attending.journeys.shipped_risks import SHIPPED

    own = own_names(standing.settings.own_models)
    if model and model not in (*own, *SHIPPED):
        known = ", ".join((*own, *(name for name in SHIPPED if name not in own)))
        raise NotFound("There is no such risk model here.", hint=f"One of: {known}.")
    names = [model] if model else [*own, *(name for name in SHIPPED if shipped and name not in own)]
    if not names:
        raise NotFound(
            "This hospital has no model of its own.", hint="Train one: attending train risk hospital-visit-1y."
        )
    with standing.clinic() as clinic:
        runs = [
            score_cohort(
                name, clinic=clinic, open_record=RecordOpener(standing.settings), grant=OPERATOR, processes=processes,
                dask=dask, progress=_progress,
            )
            for name in names
        ]  # fmt: skip
    show(runs, lambda console: _draw_runs(console, runs))


@click.command(name="list")
@click.option("--most", type=click.IntRange(1, 10_000), default=30, show_default=True, help="Rows of each model.")
@json_option
@click.pass_obj
def list_risks(standing: Standing, most: int) -> None:
    """List the newest risks of each model, alerts first."""
    from attending.review.watch import WatchList

    with standing.record() as record:
        watch = WatchList(record)
        runs = watch.newest(grant=OPERATOR)
        found = [(run, watch.rows(run, most=most, grant=OPERATOR)) for run in runs]
        names = _names(record, {row.entry.patient for _, rows in found for row in rows})

    def draw(console: "Console") -> None:
        for run, rows in found:
            _draw_runs(console, [run])
            columns = ("Name", "Patient", "Risk", "State", "Why")
            told = [(names.get(row.entry.patient, ""), *_row(row)) for row in rows]
            draw_table(console, columns, told, empty="Nobody was scored.")
        if not found:
            console.print("No model has scored this record yet: attending risk score.")

    show([{"run": run, "rows": rows} for run, rows in found], draw)


@click.command(name="say")
@click.argument("patient")
@click.argument("model")
@click.argument("state", type=click.Choice(["seen", "acted", "dismissed"]))
@click.option("--reason", default="", help="The code: why dismissed, or which action.")
@click.option("--text", default="", help="In words; needed for the reason `other`.")
@identity_options
@json_option
@click.pass_obj
def say_word(
    standing: Standing, patient: str, model: str, state: str, reason: str, text: str, identity: Identity
) -> None:
    """Say that a risk of PATIENT was seen, acted on or dismissed, with a coded reason."""
    from attending.app.cli.acting import signed_in
    from attending.review.watch import WatchList, WatchState

    with standing.record() as record, signed_in(record, identity) as grant:
        row = WatchList(record).say(model, patient, WatchState(state), reason=reason, text=text, grant=grant)
    show(row, lambda console: draw_table(console, ("Patient", "Risk", "State", "Why"), [_row(row)], empty=""))


@click.command(name="answers")
@json_option
@click.pass_obj
def count_answers(standing: Standing) -> None:
    """Count how the alerts of each model were answered: acted on or dismissed, and for which reasons."""
    from attending.review.watch import ACTIONS, DISMISSALS, WatchList

    with standing.record() as record:
        found = WatchList(record).answers(grant=OPERATOR)

    def draw(console: "Console") -> None:
        rows = [
            (one.model, f"{one.answered} of {one.patients} patients", state, words.get(code, code), str(count))
            for one in found
            for state, words, counts in (("acted", ACTIONS, one.acted), ("dismissed", DISMISSALS, one.dismissed))
            for code, count in sorted(counts.items(), key=lambda pair: -pair[1])
        ]
        columns = ("Model", "Alerts answered", "State", "Reason", "Times")
        draw_table(console, columns, rows, empty="Nobody has acted on a risk or dismissed one yet.")

    show(found, draw)


@click.command(name="draft")
@click.argument("patient")
@click.argument("model")
@identity_options
@json_option
@click.pass_obj
def draft(standing: Standing, patient: str, model: str, identity: Identity) -> None:
    """Draft a RiskAssessment from the listed risk of PATIENT; sign it with `attending review sign`."""
    from attending.app.cli.acting import signed_in
    from attending.journeys.risk_list import put_on_record

    with standing.clinic() as clinic, signed_in(clinic.record, identity) as grant:
        who = grant.who.removeprefix("Practitioner/")
        review = put_on_record(model, patient, clinic=clinic, practitioner=who, grant=grant)
    show({"review": review.id, "status": review.status}, lambda c: c.print(f"{review.id} waits for you.", markup=False))


def _names(record: "Store", patients: "Collection[str]") -> dict[str, str]:
    """Names by patient; nobody knows a patient by an identifier alone."""
    from attending.app.cli.patients import display_name

    found = {}
    with record.look(grant=OPERATOR) as tx:
        for patient in sorted(patients):
            with suppress(NotFound):  # a patient whose record was removed since
                found[patient] = display_name(tx.read("Patient", patient))
    return found


def _progress(done: int, total: int) -> None:
    ending = done >= total
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {total} patients", nl=ending, err=True)
    elif ending:
        click.echo(f"{done} of {total} patients", err=True)


def _draw_runs(console: "Console", runs: "list[WatchRun]") -> None:
    for run in runs:
        alerts = f"{len(run.alerted)} of {run.budget} alerts" if run.budget else "raises no alert"
        left = ""
        if run.left_out:
            words = "more that the model flags were left out" if run.budget else "at or above its threshold"
            left = f"; {run.left_out} {words}, the highest at {run.highest_left_out:.0%}"
        console.print(
            f"{run.model} {run.version}, {run.as_of:%Y-%m-%d %H:%M}: {run.patients} patients, {alerts}{left}",
            markup=False,
        )


def _row(row: "WatchRow") -> tuple[str, str, str, str]:
    entry = row.entry
    if entry.probability is None:
        return entry.patient, "", "", f"not assessed: {entry.not_assessed}"
    raising = [d for d in entry.drivers if d.contribution > 0 and d.evidence]  # as on the page; --json has them all
    why = "; ".join(f"{d.name} {d.text} ({d.contribution:+.2f})" for d in raising[:3])
    why = why or "nothing raises it above the average"
    return (
        entry.patient,
        f"{entry.probability:.0%}",
        f"alert, {row.state.value}" if row.alerted else row.state.value,
        why,
    )
