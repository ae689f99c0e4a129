"""One longitudinal record per patient: FHIR R4 resources, their versions, and the read-only Chart."""

from attending.record.body import format_resource, parse_resource, parse_sent, same_content
from attending.record.chart import Chart, Event, Resource
from attending.record.store import Store
from attending.record.summary import Allergy, Medicine, Problem, Result, allergies, medicines, problems, results
from attending.record.timeline import timeline
from attending.record.transaction import Transaction
from attending.record.versioned import Versioned

__all__ = [
    "Allergy",
    "Chart",
    "Event",
    "Medicine",
    "Problem",
    "Resource",
    "Result",
    "Store",
    "Transaction",
    "Versioned",
    "allergies",
    "format_resource",
    "medicines",
    "parse_resource",
    "parse_sent",
    "problems",
    "results",
    "same_content",
    "timeline",
]
