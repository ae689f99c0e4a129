"""Patient matching: which records are one person, with reasons; estimated on the data set itself."""

from attending.record.matching.link import MATCH, REVIEW, Pair, Reason, link
from attending.record.matching.person import Person, person_of_patient

__all__ = ["MATCH", "REVIEW", "Pair", "Person", "Reason", "link", "person_of_patient"]
