"""What a patient answers by telephone stands in the note even where no rule asked for it, and talk stays out."""

import pytest
from tests.visits import note_of

CALL = """
D: Hi, it's Doctor Moss, how can I help?
P: I've had a pain in my tummy since Monday.
D: Okay. How many times a day are you going to the toilet?
P: Normally I hardly go. Like once a week. But since Thursday it's been six times a day.
D: Any vomiting?
P: I was sick on the first night. But not since then, no.
D: Have you noticed anything that brings it on?
P: It's worse after coffee. And when I lie on my left side.
D: And what is your urine like?
P: It smells a bit strong. It's really cloudy.
D: How's your appetite?
P: Not what it was.
D: Any other conditions?
P: Type two diabetes. And gout.
D: Which tablets do you take?
P: Apixaban, five milligrams, twice a day. And the alendronic acid on a Sunday.
D: What's your job?
P: I deliver furniture.
D: Any pets at home, or damp?
P: There's mould in the bathroom. No pets.
D: So it sounds like a gastroenteritis. I'd like you to drop off a stool sample.
P: Yeah, I thought that might be the case.
D: If you can't keep fluids down, call us back.
P: Will do. Thank you, bye.
"""


@pytest.fixture(scope="module")
def note() -> dict[str, str]:
    return note_of(CALL)


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("HISTORY OF PRESENT ILLNESS", "once a week"),
        ("HISTORY OF PRESENT ILLNESS", "sick on the first night, not since then"),
        ("HISTORY OF PRESENT ILLNESS", "when they lie on their left side"),
        ("HISTORY OF PRESENT ILLNESS", "Their urine is cloudy."),
        ("HISTORY OF PRESENT ILLNESS", "Appetite: not what it was."),
        ("MEDICAL HISTORY", "Type 2 diabetes"),
        ("MEDICAL HISTORY", "gout"),
        ("MEDICATIONS", "the alendronic acid on a Sunday"),
        ("SOCIAL HISTORY", "The patient delivers furniture."),
        ("SOCIAL HISTORY", "no pets"),
    ],
)
def test_an_answer_that_no_line_holds_is_told_where_its_question_belongs(
    note: dict[str, str], section: str, told: str
) -> None:
    assert told in note[section]


@pytest.mark.parametrize("talk", ["might be the case", "will do", "bye"])
def test_what_only_keeps_the_call_going_stays_out(note: dict[str, str], talk: str) -> None:
    assert talk not in " ".join(note.values()).lower()


def test_pieces_of_one_answer_are_told_each() -> None:
    history = note_of(
        """
D: Hello, how can I help you today?
P: My periods have been really heavy for about six months now.
D: Any pain with them?
P: Cramps, the first day. A hot water bottle sorts it.
D: Any palpitations, any dizzy spells?
P: Not dizzy. It does flutter a bit, now and then.
D: And do you have a history of heart problems?
P: I had a heart attack in 2015. Two stents.
D: Okay, so I'd like to do a blood count and get an ultrasound of the pelvis.
P: Okay, thank you.
"""
    )
    told = " ".join(history.values()).lower()
    for fact in ("cramps, the first day", "a hot water bottle sorts it", "flutter", "2015", "2 stents"):
        assert fact in told
