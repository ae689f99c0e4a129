"""Answers without a verb are made whole from their question, and what only points back is left out."""

from datetime import UTC, datetime

import pytest

from attending.scribe import read_conversation
from attending.scribe.content.compose import tell
from attending.scribe.content.elliptic import completed, is_fragment
from attending.scribe.draft import read_visit
from attending.scribe.salience.model import load_engine

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BEFORE = "Doctor: Good morning, what brings you in today?\nPatient: I have had a headache since Monday.\n"


def told(question: str, answer: str) -> list[str]:
    """What each statement of an answer becomes in the history."""
    conversation = read_conversation(f"{BEFORE}Doctor: {question}\nPatient: {answer}\n".encode())
    visit = read_visit(conversation, None, now=NOW, engine=load_engine())
    assert visit is not None
    said = [s for s in visit.statements if s.kind == "said" and s.sources[-1].turn == conversation.turns[-1].number]
    whole = [completed(visit, statement) for statement in said]
    return [tell(statement, visit.person, subject="the patient") for statement in whole if statement]


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        (
            "Any blurred vision?",
            "A little, on and off, mostly in the evening when I am reading.",
            "The patient reports blurred vision, a little, on and off, mostly in the evening when they are reading.",
        ),
        ("How have you been?", "Oh, a bit tired.", "The patient feels a bit tired."),
        ("Where is the pain?", "On the left, by the shoulder blade.", "It is on the left, by the shoulder blade."),
        ("What happens then?", "Makes me really dizzy.", "It makes them dizzy."),
        ("Tell me about that.", "Well, it's been, I don't know, maybe two months now.", "It has been maybe 2 months."),
        ("Anything else?", "A dry cough at night.", "The patient reports a dry cough at night."),
        ("Anything else?", "No numbness, no tingling.", "The patient denies numbness, tingling."),
    ],
)
def test_an_answer_without_a_verb_is_made_whole(question, answer, sentence):
    assert told(question, answer) == [sentence]


@pytest.mark.parametrize("answer", ["No, nothing like that.", "None of those.", "Not really, nothing at all."])
def test_an_answer_that_points_back_says_nothing_by_itself(answer):
    assert told("Any sores on your feet?", answer) == []


@pytest.mark.parametrize(
    "answer", ["My husband complains.", "The cough kept me up.", "It started on Sunday.", "My knees hurt."]
)
def test_a_sentence_stays_as_it_is(answer):
    assert not is_fragment(answer.lower().rstrip(".").split())


def test_a_question_that_lends_its_words_is_cited():
    conversation = read_conversation(f"{BEFORE}Doctor: Any blurred vision?\nPatient: On and off, at night.\n".encode())
    visit = read_visit(conversation, None, now=NOW, engine=load_engine())
    assert visit is not None
    statement = next(s for s in visit.statements if s.words[:3] == ("on", "and", "off"))
    whole = completed(visit, statement)
    assert whole is not None
    assert {source.turn for source in whole.sources} == {turn.number for turn in conversation.turns[-2:]}


def test_a_wifes_verb_is_opened_and_her_worries_are_not():
    conversation = read_conversation(b"Doctor: Who came along?\nPatient: My wife's been worried. My wife's worries.\n")
    visit = read_visit(conversation, None, now=NOW, engine=load_engine())
    assert visit is not None
    words = [" ".join(statement.words) for statement in visit.statements]
    assert "my wife has been worried" in words
    assert any("wife's worries" in text for text in words)
