"""What a speaker begins anew stands once, and what is denied stays denied."""

from datetime import UTC, datetime

import pytest

from attending.drafts import Role
from attending.scribe.content.compose import tell
from attending.scribe.content.conditions import is_open
from attending.scribe.dialogue.statements import Statement, gather_statements
from attending.scribe.draft import write_note
from attending.scribe.rewrite import Person
from attending.scribe.salience.model import load_engine
from attending.scribe.sentences.normalise import clean_words
from attending.scribe.sentences.utterances import read_utterances
from attending.scribe.sentences.words import read_words
from attending.scribe.transcripts.read import read_conversation

VOICES = {"P": Role.PATIENT, "D": Role.CLINICIAN}


def told(voice: str, text: str) -> Statement:
    return Statement(tuple(w.text for w in clean_words(read_words(text))), VOICES[voice], "said", (), 0)


@pytest.mark.parametrize(
    ("voice", "spoken", "expected"),
    [
        ("P", "there's a bit of, I've got a bit of a, a rash on my arm", "She has a bit of a rash on her arm."),
        ("P", "That's kind of the main like that's kind of the main trigger", "That is the main trigger."),
        ("P", "I uh, yeah, when I'm working it's exhausting", "When she is working it is exhausting."),
        ("P", "I, I guess, it's just a bit blotchy", "It is a bit blotchy."),
        ("P", "so i and i ca n't make a fist", "She cannot make a fist."),
        ("D", "Um, an, it's a, it's a scan of your heart", "It is a scan of her heart."),
        ("D", "when i flex your , uh , when i , uh , press on your leg", "When I press on her leg."),
    ],
)
def test_a_beginning_that_was_given_up_goes(voice: str, spoken: str, expected: str) -> None:
    assert tell(told(voice, spoken), Person.of("female")) == expected


@pytest.mark.parametrize(
    ("voice", "spoken", "expected"),
    [
        ("P", "I don't like working at night", "She does not like working at night."),
        ("P", "i'm doing okay except for my knee", "She is doing okay except for her knee."),
        ("P", "it's, become quite troublesome", "It has become quite troublesome."),
        ("P", "I'm, contacting you because I've been short of breath", "She has been short of breath."),
        ("P", "Not that I know of, I've been around dogs", "She has been around dogs."),
        ("P", "I also maybe sometimes get pain", "She also maybe sometimes gets pain."),
        ("P", "I live with a couple of friends of mine", "She lives with a couple of friends of hers."),
        ("D", "I want you to bring those numbers with you", "I recommended that she bring those numbers with her."),
        ("D", "i'm going to have you see the cardiologist", "I recommended that she see the cardiologist."),
        ("D", "go straight to a and e", "Go straight to A and E."),
    ],
)
def test_what_was_meant_stays(voice: str, spoken: str, expected: str) -> None:
    assert tell(told(voice, spoken), Person.of("female")) == expected


def test_half_a_condition_is_known_for_one() -> None:
    assert is_open(told("D", "if the redness in your arm spreads"))
    assert not is_open(told("D", "if the redness in your arm spreads, call us"))
    assert not is_open(told("D", "you can take it if you need to"))


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        ("So there's no weakness of your arms and legs.", "No.", "She denies weakness of her arms and legs."),
        ("Where are you getting this swelling?", "Around my legs.", "She is getting this swelling around her legs."),
        ("When did this happen?", "It was yesterday.", "This happened yesterday."),
        ("Does lying flat at all make it worse?", "I would say so, yes.", "Lying flat makes it worse."),
        ("How bad is the pain on a scale of 1 to 10?", "I'd say about a six.", "Severity: about a 6."),
    ],
)
def test_an_answer_is_told_with_its_question(asked: str, answered: str, expected: str) -> None:
    spoken = f"Doctor: What brings you in today?\nPatient: My leg hurts a lot.\nDoctor: {asked}\nPatient: {answered}\n"
    conversation = read_conversation(spoken.encode(), name="visit.txt")
    statements = gather_statements(read_utterances(conversation, load_engine().boundaries))
    assert expected in [tell(s, Person.of("female")) for s in statements if s.kind != "said"]


def test_a_doubt_without_marks_is_not_cut_into_its_contrary() -> None:
    words = read_words("i do n't think that this is a a sign of a stroke or any bleeding in your brain")
    marked = " ".join(w.text for w in load_engine().boundaries.mark([words])[0])
    assert "think that this" in marked


def test_the_side_that_the_patient_means_counts() -> None:
    spoken = (
        "Doctor: I understand you've come in with some right knee pain, what is going on?\n"
        "Patient: It's not the right knee. It's the left knee. It gives out when I walk.\n"
        "Doctor: Okay, the left knee. I will order an x-ray of the left knee and see you in two weeks.\n"
        "Patient: That sounds good.\n"
    )
    draft = write_note(
        read_conversation(spoken.encode(), name="visit.txt"), None, now=datetime(2026, 11, 26, tzinfo=UTC)
    )
    assert "Left knee pain." in [claim.text for claim in draft.claims]
    assert not any("right knee pain" in claim.text.lower() for claim in draft.claims)


def test_a_nodded_no_is_told_and_a_new_denial_is_no_repetition() -> None:
    spoken = (
        "Doctor: What brings you in today?\nPatient: I feel short of breath all the time.\n"
        "Doctor: Any discharge coming out of the ear? No, OK. Do you feel short of breath when you walk?\n"
        "Patient: No, not when I walk.\nDoctor: So you can walk a mile and you don't feel short of breath.\n"
        "Patient: That's right.\n"
    )
    draft = write_note(
        read_conversation(spoken.encode(), name="visit.txt"), None, now=datetime(2026, 11, 26, tzinfo=UTC)
    )
    told = " ".join(claim.text for claim in draft.claims)
    assert "denies discharge coming out of the ear" in told
    assert "not feel short of breath" in told
