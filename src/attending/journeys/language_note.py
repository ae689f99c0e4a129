"""The hospital's language model words a note: what holds is inserted, the rest is listed, and failures fall back.

Where a section came back empty, or a sentence of it did not pass, the built-in engine's stand in (`language_gaps`).
"""

from collections.abc import Iterator

from msgspec.structs import replace

from attending.checks import examine
from attending.checks.source import said_in
from attending.checks.verify import Verdict, Visit
from attending.drafts import Author, Conversation, Draft, Severity
from attending.journeys.language_gaps import FROM_BUILT_IN, standing_in
from attending.models import LanguageModel
from attending.models.language import LanguageModelFailed
from attending.record import Chart
from attending.record.narrative import from_sections
from attending.scribe.drafting import Written, with_sentences
from attending.scribe.language import NAME, Asked, NotInserted, UnusableAnswer, ask_for_sentences, load_prompt

NOT_INSERTED = "Not inserted: "
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
        why = f"{len(refused)} of its {len(kept) + len(refused)} sentences did not pass the checks."
        return built_in_stands(note, why)
    words = tuple(f"{NOT_INSERTED}“{one.sentence}” {one.reason}" for one in refused)
    own = standing_in(note, kept, refused)
    reworded = with_sentences(note, [*kept, *own], author)
    return replace(
        reworded,
        not_assessed=(*words, *_lacking(note, reworded)),
        remarks=(*note.remarks, *(f"{FROM_BUILT_IN}{one.section.capitalize()}: {one.claim.text}" for one in own)),
    )


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
