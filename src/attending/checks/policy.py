"""The one table that says how much each finding weighs. Read by `examine`, by the documentation and by its test.

A sentence that a clinician wrote or changed is their own statement: what was never said in the visit may be true
there, so the second column is milder. Contradictions with the chart stay what they are.
"""

from dataclasses import dataclass

from attending.drafts import Severity

_B, _W, _I = Severity.BLOCKER, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Rule:
    """Weight of a finding on the model's own sentence, on one a clinician edited, and what it stands for."""

    drafted: Severity
    edited: Severity
    meaning: str


POLICY: dict[str, Rule] = {
    "no-conversation": Rule(_W, _W, "The draft cites words, but there is no conversation to compare them with."),
    "too-little-speech": Rule(_B, _B, "The conversation is empty or too short for any note."),
    "wrong-patient": Rule(_B, _B, "The draft belongs to another patient than the chart."),
    "no-evidence": Rule(_B, _I, "A statement without a source."),
    "broken-evidence": Rule(_B, _B, "A cited turn, quote or resource is not there, or not word for word."),
    "speaker-unsure": Rule(_W, _I, "The sentence rests on a turn that may be somebody else's."),
    "number-not-said": Rule(_B, _W, "A number that nobody said and the chart does not hold."),
    "number-elsewhere": Rule(_W, _I, "A number that was said, but not in the words the sentence cites."),
    "unit-differs": Rule(_B, _W, "The number was said with another unit."),
    "medicine-not-said": Rule(_B, _W, "A medicine that nobody named and the chart does not hold."),
    "medicine-elsewhere": Rule(_W, _I, "A medicine that was named, but not in the words the sentence cites."),
    "medicine-unclear": Rule(_W, _I, "A medicine that was only heard by a similar name."),
    "dose-differs": Rule(_B, _W, "The medicine was spoken of with another dose."),
    "dose-not-said": Rule(_W, _I, "A medicine is to be started, but no dose was said."),
    "negation-flipped": Rule(_B, _W, "Denied in the note and reported in the visit, or the other way round."),
    "denial-not-said": Rule(_W, _I, "A symptom is denied of which nobody spoke."),
    "side-flipped": Rule(_B, _W, "Left in the note and right in the visit, or the other way round."),
    "side-not-said": Rule(_W, _I, "A side of the body that nobody said."),
    "wrong-age": Rule(_B, _B, "Another age than the chart's patient has."),
    "wrong-sex": Rule(_B, _B, "Another sex than the chart's patient has."),
    "wrong-name": Rule(_B, _B, "A family name that is not the chart's patient's."),
    "other-name": Rule(_W, _I, "Somebody is greeted by a given name that is not the chart's patient's."),
    "allergy": Rule(_B, _B, "A medicine is planned to which the patient is allergic, or a relative of it."),
    "intolerance": Rule(_W, _W, "A medicine is planned that the patient did not tolerate, or a relative of it."),
    "duplicate-therapy": Rule(_W, _I, "A medicine is to be started beside another of its class."),
    "number-mismatch": Rule(_B, _B, "A computed number on record is not the one that the model computed."),
    "stale-evidence": Rule(_W, _W, "An entry that a computed number rests on has changed since."),
    "not-assessed": Rule(_I, _I, "Something the model could not look at."),
    "remark": Rule(_I, _I, "How the draft was made."),
}
