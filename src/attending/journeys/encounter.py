"""The visit that a draft belongs to."""

from msgspec.structs import replace

from attending.drafts import Draft
from attending.errors import NotFound
from attending.record import Chart
from attending.scribe.proposals import with_visit


def in_encounter(note: Draft, encounter: str | None, chart: Chart) -> Draft:
    """The note with the visit it belongs to, which must be one of the patient's."""
    if encounter is None:
        return note
    if encounter not in {visit["id"] for visit in chart.all("Encounter")}:
        raise NotFound("This patient's record has no such visit.", hint="Leave the visit out, or import it first.")
    visit = {"encounter": {"reference": f"Encounter/{encounter}"}}
    return replace(
        note,
        resources=tuple({**resource, **visit} for resource in note.resources),
        proposals=tuple(replace(one, resource=with_visit(one.resource, encounter)) for one in note.proposals),
    )
