"""Everything that a visit proposes for the record, in the order in which a clinician reads it.

Read by `draft`. Medicines, allergies, problems, orders and the next visit first; measured, habits, symptoms last.
"""

from datetime import datetime
from itertools import chain

from attending.drafts import Conversation, Proposal
from attending.record.chart import Chart
from attending.scribe.content.visit import Visit
from attending.scribe.proposals.allergies import propose_allergies
from attending.scribe.proposals.conditions import propose_conditions
from attending.scribe.proposals.fhir import Visitor, to_proposal
from attending.scribe.proposals.habits import propose_habits
from attending.scribe.proposals.measurements import propose_measurements
from attending.scribe.proposals.medicines import medicine_uses
from attending.scribe.proposals.next_visit import propose_next_visit
from attending.scribe.proposals.orders import propose_orders
from attending.scribe.proposals.passages import read_passages
from attending.scribe.proposals.prescriptions import propose_medicines
from attending.scribe.proposals.symptoms import propose_symptoms
from attending.scribe.proposals.vaccines import propose_vaccines


def propose(visit: Visit, conversation: Conversation, chart: Chart | None, *, now: datetime) -> tuple[Proposal, ...]:
    """The facts of a visit, each once, with the words that say it.

    Args:
        visit: the statements of the visit.
        conversation: where the quotes come from.
        chart: what is known of the patient already; None for a patient nobody knows.
        now: the moment of the visit.
    """
    patient = str(chart.patient.get("id")) if chart and chart.patient.get("id") else None
    visitor, passages = Visitor(patient, now), read_passages(visit)
    facts = chain(
        propose_medicines(medicine_uses(visit), visitor, chart),
        propose_allergies(passages, visitor, chart),
        propose_conditions(passages, visitor, chart, spoken_for=visit.spoken_for),
        propose_orders(passages, visitor),
        propose_vaccines(passages, visitor),
        propose_next_visit(passages, visitor),
        propose_measurements(passages, visitor),
        () if visit.spoken_for else propose_habits(passages, visitor),
        propose_symptoms(visit, passages, visitor),
    )
    return tuple(to_proposal(fact, number, conversation) for number, fact in enumerate(facts, start=1))
