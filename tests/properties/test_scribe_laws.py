"""Laws of the note engine, whatever is said in whatever order."""

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from attending.drafts import Conversation, Draft, Role, Turn, Words
from attending.errors import BadInput, NothingSaid
from attending.record.narrative import from_sections
from attending.scribe import write_note
from attending.scribe.evaluation.grounding import Grounding
from attending.terms.possible import possible_numbers

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SAYINGS = (
    "Any chest pain or shortness of breath?",
    "No.",
    "Yes, I do.",
    "I took ibuprofen four hundred milligrams twice a day",
    "it started about three weeks ago when i was gardening",
    "on your heart exam you have a two out of six murmur",
    "i want to increase your lisinopril to twenty milligrams a day",
    "Your blood pressure is 142 over 85 today.",
    "My mother had breast cancer at fifty.",
    "so for your second problem , your diabetes , let's order a hemoglobin a1c",
    "hey dragon , show me the x-ray",
    "It shows no fracture.",
    "uh , uh , i mean , well , you know",
    "you you should come back in two weeks if it it gets worse",
    "😀 ¿qué? 37.5 °C — 1/2 … ((",
)
turns = st.lists(
    st.tuples(st.sampled_from(list(Role)), st.sampled_from(SAYINGS) | st.text(max_size=40)), min_size=2, max_size=25
)


def drafted(spoken: list[tuple[Role, str]]) -> tuple[Conversation, Draft | None]:
    conversation = Conversation(id="c", turns=tuple(Turn(number=i, role=r, text=t) for i, (r, t) in enumerate(spoken)))
    try:
        return conversation, write_note(conversation, None, now=NOW)
    except NothingSaid:
        return conversation, None
    except BadInput as refused:  # text drawn from another script
        assert "in English" in str(refused)
        return conversation, None


@settings(deadline=None, max_examples=40)
@given(turns)
def test_every_sentence_quotes_turns_that_exist_and_says_no_other_number(spoken: list[tuple[Role, str]]) -> None:
    conversation, draft = drafted(spoken)
    if draft is None:
        return
    grounding = Grounding()
    for claim in draft.claims:
        grounding.add(claim, conversation)
    assert grounding.cited == grounding.sentences
    assert grounding.unsupported_numbers == 0
    assert grounding.unsupported_drugs == 0


@settings(deadline=None, max_examples=15)
@given(turns)
def test_the_same_words_give_the_same_draft(spoken: list[tuple[Role, str]]) -> None:
    assert drafted(spoken) == drafted(spoken)


@settings(deadline=None, max_examples=25)
@given(turns)
def test_each_claim_is_one_line_of_the_composition(spoken: list[tuple[Role, str]]) -> None:
    _, draft = drafted(spoken)
    if draft is None:
        return
    lines = [s for section in from_sections(draft.resources[0]["section"]) for s in section.sentences]
    assert [line.claim for line in lines] == [claim.id for claim in draft.claims]
    assert all(isinstance(e, Words) for claim in draft.claims for e in claim.evidence)


def test_a_number_that_was_not_said_would_be_noticed() -> None:
    assert Decimal(400) in possible_numbers("four hundred milligrams")
    assert Decimal(500) not in possible_numbers("four hundred milligrams")
