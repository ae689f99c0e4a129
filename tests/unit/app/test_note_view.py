"""A note on the terminal: its columns stay apart, however long a name is."""

from io import StringIO

from rich.console import Console

from attending.app.cli.note_view import draw_proposals
from attending.drafts import Claim, Proposal


def test_the_columns_of_proposals_stay_apart():
    resources = {"p1": "Observation", "drawn1": "MedicationStatement"}
    proposals = [
        Proposal(id=id_, claim=Claim(id=id_, text="a fact", place=""), resource={"resourceType": kind})
        for id_, kind in resources.items()
    ]
    out = StringIO()
    draw_proposals(Console(file=out, width=120), proposals, {"drawn1": "accepted"})
    rows = [line.split() for line in out.getvalue().splitlines()[2:]]
    assert [row[:4] for row in rows] == [
        ["p1", "open", "Observation", "a"],
        ["drawn1", "accepted", "MedicationStatement", "a"],
    ]
