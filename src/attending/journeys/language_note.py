"""The hospital's language model words a note: what holds is inserted, the rest is listed, and failures fall back.

Where a section came back empty, or a sentence of it did not pass, the built-in engine's sentences of it stand:
all of them where nothing is left, else those that say what is not there already.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from attending.checks import examine
from attending.checks.source import said_in
from attending.checks.verify import Verdict, Visit
from attending.drafts import Author, Conversation, Draft, Severity
from attending.models import LanguageModel
from attending.models.language import LanguageModelFailed
from attending.record import Chart
from attending.record.narrative import from_sections
from attending.scribe.drafting import Written, sentences_of, with_sentences
from attending.scribe.language import NAME, Asked, NotInserted, UnusableAnswer, ask_for_sentences, load_prompt
from attending.terms.content import Keys, keys_of, units_of

NOT_INSERTED = "Not inserted: "
FROM_BUILT_IN = "From the built-in engine: "
SAYS_THE_SAME = 0.6
"""From this share of a sentence's content that stands in what is left of its section, it would say it twice."""
FEWEST = 3
"""Sentences that must pass for the language model's text to stand."""


def rewrite_with(model: LanguageModel, note: Draft, conversation: Conversation, chart: Chart) -> Draft:
    """The note in the language model's words, as far as they pass every check; else the note as it was, saying so."""
    try:
        asked = ask_for_sentences(conversation, model)
    except (LanguageModelFailed, UnusableAnswer) as error:
        return built_in_stands(note, error.message)
    author = Author(name=NAME, version=f"{load_prompt()[1]} with {model.name}")
    theirs = [Written(section, claim) for section, claim in asked.claims]
    kept, refused = _passed(asked, with_sentences(note, theirs, author), conversation, chart)
    if len(kept) < FEWEST:
        return built_in_stands(
            note, f"{len(refused)} of its {len(kept) + len(refused)} sentences did not pass the checks."
        )
    words = tuple(f"{NOT_INSERTED}“{one.sentence}” {one.reason}" for one in refused)
    own = _standing_in(note, kept, refused)
    reworded = with_sentences(note, [*kept, *own], author)
    return replace(
        reworded,
        not_assessed=(*words, *_lacking(note, reworded)),
        remarks=(*note.remarks, *(f"{FROM_BUILT_IN}{one.section.capitalize()}: {one.claim.text}" for one in own)),
    )


def _standing_in(note: Draft, kept: Sequence[Written], refused: Sequence[NotInserted]) -> list[Written]:
    """The built-in engine's sentences for sections that are empty, or of which a sentence did not pass."""
    failed = {one.section for one in refused}
    told: dict[str, frozenset[str]] = {}
    for one in kept:
        told[one.section] = told.get(one.section, frozenset()) | keys_of(one.claim.text)
    return [
        one
        for one in sentences_of(note)
        if one.section not in told
        or (
            one.section in failed
            and _share_in(one.claim.text.removeprefix(one.lead), told[one.section]) < SAYS_THE_SAME
        )
    ]


def _share_in(text: str, told: Keys) -> float:
    """How much of what a sentence says stands in a text with those keys, 0 to 1."""
    units = units_of(text)
    total = sum(unit.weight for unit in units)
    return sum(unit.weight for unit in units if unit.is_in(told)) / total if total else 0.0


def _lacking(note: Draft, reworded: Draft) -> Iterator[str]:
    """What the clinician must know is not there: nothing was said for it."""
    after = [s.title for s in from_sections(reworded.resources[0].get("section", []))]
    yield from (told for told in note.not_assessed if told.partition(":")[0].upper() not in after)


def built_in_stands(note: Draft, why: str) -> Draft:
    """The built-in engine's draft, which says why the language model's text was not used."""
    words = f"The language model's text was not used. {why} This is the built-in engine's draft."
    return replace(note, not_assessed=(words, *note.not_assessed))


def _passed(
    asked: Asked, note: Draft, conversation: Conversation, chart: Chart
) -> tuple[list[Written], list[NotInserted]]:
    """The sentences with nothing against them, by the checks of drafts and by the verifier of notes; and the others."""
    findings = examine(note, chart, conversation).findings
    against = {f.claim: f.message for f in reversed(findings) if f.claim and f.severity is not Severity.INFO}
    ids = {claim.text: claim.id for claim in note.claims}
    visit = Visit(said_in(conversation))
    kept: list[Written] = []
    refused = list(asked.refused)
    for section, claim in asked.claims:
        message = against.get(ids[claim.text], "")
        opinion = visit.judge(claim.text, section)
        if not message and opinion.verdict in (Verdict.CONTRADICTED, Verdict.NOT_FOUND):
            message = next((reason.message for reason in opinion.reasons), "It was not found in the visit.")
        if message:
            refused.append(NotInserted(claim.text, message, section))
        else:
            kept.append(Written(section, claim))
    return kept, refused
