"""An answer without a verb stands behind its question put indirectly, or under the name of what was asked."""

import pytest
from tests.spec.test_answers_of_an_interview import note_of

from attending.drafts import Conversation, Role, Turn
from attending.scribe.dialogue.declared import declare
from attending.scribe.dialogue.indirect import asks_what, put_behind, with_name_asked
from attending.scribe.dialogue.listed import find_list
from attending.scribe.dialogue.statements import gather_statements
from attending.scribe.salience.model import load_engine
from attending.scribe.sentences.utterances import read_utterances
from attending.scribe.vocabulary import joined


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("what time did the siren wake you", "half past four", "what time the siren woke you: half past four"),
        ("what time did it wake you", "around four", "it woke you around four"),
        ("which part of your foot is affected", "the heel", "which part of your foot is affected: the heel"),
        ("which finger was swollen", "the middle one", "which finger was swollen: the middle one"),
        ("how far can you cycle", "about three miles", "how far you can cycle: about three miles"),
        ("do you remember the name of the lotion", "calamine", "the name of the lotion: calamine"),
        ("is that the left or right knee", "my right knee", "that is your right knee"),
        ("is the ache in one place", "just behind the ear", "the ache is just behind the ear"),
        ("have you put on weight", "about five pounds", "you have put on weight, about five pounds"),
        ("what type of anaemia is it", "iron deficiency", "anaemia: iron deficiency"),
    ],
)
def test_a_fragment_is_told_with_its_question(question: str, answer: str, told: str) -> None:
    clause = put_behind(question.split(), answer.split())
    assert clause is not None
    assert joined(clause) == told


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how can i help you today", "a sore toe"),
        ("how far can you walk", "walk or run"),
        ("do you live in a flat", "a bungalow"),
        ("what do you think it is", "gout"),
        ("have you had your tonsils out", "not really"),
        ("which foot is it", "sorry"),
        ("how have you been", "morning doctor"),
        ("what time is it", "evening , doctor"),
    ],
)
def test_what_is_not_sure_is_not_put_together(question: str, answer: str) -> None:
    assert put_behind(question.split(), answer.split()) is None


def test_an_answers_it_takes_the_name_that_was_asked_for() -> None:
    found = with_name_asked(["how", "have", "your", "bowel", "movements", "been"], ["that", "has", "been", "regular"])
    assert found is not None
    assert joined(found) == "your bowel movements have been regular"
    assert with_name_asked(["how", "is", "your", "day"], ["it", "is", "fine"]) is None


def test_neither_yes_nor_no_answers_what_is_asked_with_how_many() -> None:
    assert asks_what(["how", "many", "times", "a", "day"])
    assert not asks_what(["do", "you", "know", "how"])
    assert (
        "5 times a day"
        in note_of("""
D: How many times a day are you going to the toilet?
P: Yeah, about five times a day.
""")["HISTORY OF PRESENT ILLNESS"]
    )


@pytest.mark.parametrize(
    ("asked", "denied"),
    [
        ("has she been getting any blisters or itching", "blisters or itching"),
        ("any pain when you climb stairs", "pain when you climb stairs"),
        ("any operations or hospital stays apart from when you broke your arm",
         "operations or hospital stays apart from when you broke your arm"),
        ("any concerns about an infection", "concerns about an infection"),
        ("asthma or tuberculosis", "asthma or tuberculosis"),
        ("how about the use of any recreational drugs", "recreational drugs"),
    ],
)  # fmt: skip
def test_more_questions_are_read_as_lists_of_findings(asked: str, denied: str) -> None:
    found = find_list(tuple(asked.split()))
    assert found is not None
    assert joined(found) == denied


def test_one_word_that_says_what_it_is_like_is_no_list() -> None:
    assert find_list(("painful",)) is None


def test_denials_asked_without_their_beginning_stand_in_the_note() -> None:
    note = " ".join(
        note_of("""
D: Has the cough ever been worse at night?
P: No, no it hasn't.
D: Is your chest tight, or painful?
P: No.
D: Traveled anywhere outside the county recently?
P: No.
D: And you smoke cigars?
P: I don't.
D: Has anybody at home been coughing?
P: Not that I know of.
""").values()
    )
    assert "not ever been worse" in note or "not been worse at night" in note
    assert "chest is not tight" in note
    assert "not traveled anywhere" in note
    assert "does not smoke cigars" in note or "do not smoke cigars" in note


def test_medicines_that_are_the_exception_stay_in_the_denial() -> None:
    note = " ".join(
        note_of("""
D: Do you take any medications besides the inhaler?
P: No.
""").values()
    )
    assert "besides the inhaler" in note


def test_a_sentence_that_ends_in_a_particle_is_whole() -> None:
    note = note_of("""
D: Is there anything that makes it worse?
P: It gets worse every time I breathe in.
D: Any operations?
P: I had a surgery to remove my gallbladder in my thirties and since then, no.
""")
    assert "every time" in note["HISTORY OF PRESENT ILLNESS"]
    assert "gallbladder" in note["MEDICAL HISTORY"]


def test_a_question_that_was_not_understood_is_answered_behind_its_explanation() -> None:
    note = " ".join(
        note_of("""
D: Any problems with your waterworks?
P: With my what?
D: Your waterworks, passing urine.
P: Oh no, that is all fine.
""").values()
    )
    assert "denies problems with" in note.lower()
    assert "waterworks" in note


def test_who_somebody_lives_with_and_an_illness_said_yes_to_stand() -> None:
    note = note_of("""
D: Who do you live with?
P: It's just me.
D: Do you suffer from anxiety?
P: Yeah.
D: Is it always the right?
P: Yes.
""")
    assert note["SOCIAL HISTORY"].startswith("Lives with: them")
    whole = " ".join(note.values()).lower()
    assert "anxiety" in whole
    assert "always the right" in whole


def test_a_symptom_of_a_story_of_years_ago_is_not_reported_now() -> None:
    note = note_of("""
D: Any chest pain?
P: No chest pain.
D: Have you had heart trouble before?
P: About five years ago. They took me into hospital.
D: Was it angina?
P: They said it was more than angina.
""")
    assert "Reports" not in note.get("REVIEW OF SYSTEMS", "").replace("Reports cough", "")


def test_the_sentence_that_answers_is_cited() -> None:
    """The answer's figure stands in the second sentence of the turn, behind one that answers nothing."""
    answer = "The thick cream I am using every day but the thin one I use a lot more. About six times a day."
    question = "How often are you using both of those?"
    turns = (
        Turn(number=0, role=Role.CLINICIAN, text=question),
        Turn(number=1, role=Role.PATIENT, text=answer),
    )
    utterances = read_utterances(Conversation(id="visit", turns=turns), load_engine().boundaries)
    (told,) = [statement for statement in gather_statements(utterances) if statement.kind == "told"]
    assert "times" in told.words
    assert answer[max(source.start for source in told.sources) :].startswith("About six times")


def test_only_a_noun_takes_the_place_of_it() -> None:
    history = note_of("""
D: You say that your hand looks strange, can you tell me what you mean?
P: Swollen, it looks bigger than it did last week.
D: Swollen, okay, is it purple?
P: Yeah, it's purple, it's turning more purple, kind of around the knuckle.
""")["HISTORY OF PRESENT ILLNESS"]
    assert "purple" in history
    assert "The swollen" not in history


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("does the pain go anywhere else", "the pain goes somewhere else"),
        ("have you travelled anywhere", "you have travelled"),
    ],
)
def test_a_yes_to_anywhere_is_somewhere_else(question: str, told: str) -> None:
    clause = declare(tuple(question.split()), yes=True)
    assert clause is not None
    assert joined(clause) == told


def test_what_is_denied_together_stands_before_what_is_denied_of_an_act() -> None:
    history = note_of("""
D: Any pain when you chew, or any hoarseness?
P: No, no pain. No hoarseness either.
""")["HISTORY OF PRESENT ILLNESS"]
    assert "denies hoarseness, or pain when they chew" in history
