"""From what was said to how a clinician writes it: person, verbs, phrases, surface."""

from attending.scribe.rewrite.person import Person, third_person
from attending.scribe.rewrite.surface import sentence

__all__ = ["Person", "sentence", "third_person"]
