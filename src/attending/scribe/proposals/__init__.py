"""From the words of a visit to facts for the record, each with its evidence; the clinician accepts each by itself."""

from attending.scribe.proposals.fhir import with_visit
from attending.scribe.proposals.propose import propose

__all__ = ["propose", "with_visit"]
