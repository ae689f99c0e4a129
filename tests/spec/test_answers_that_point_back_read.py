"""What an answer's "it", "one" or "that" is, in the history; and an examination dictated in one breath."""

from tests.visits import note_of, sentences_of

HISTORY, SOCIAL, FAMILY = "HISTORY OF PRESENT ILLNESS", "SOCIAL HISTORY", "FAMILY HISTORY"


def sentences_with(text: str, word: str) -> list[str]:
    """Every sentence of the note with a word in it."""
    return [one for sentences in sentences_of(text).values() for one in sentences if word in one]


SHOULDER = """
D: What can I do for you?
P: My shoulder hurts when I reach up, since I fell two weeks ago.
D: Have you ever hurt that shoulder before?
P: I separated it in high school.
D: What have you been taking for the pain?
P: Naproxen, two tablets in the morning.
D: Any stomach trouble with that?
P: No sir.
D: Do you use anything to get around? Cane or walker?
P: I've got one, in the garage, from my knee replacement.
D: Anybody in the family with rheumatoid arthritis or anything like that?
P: My mom had it bad.
"""


def test_an_it_stands_behind_what_was_asked() -> None:
    assert sentences_with(SHOULDER, "separated")[0].startswith("Shoulder: ")


def test_one_that_somebody_owns_is_named_and_is_not_said_to_be_used() -> None:
    assert note_of(SHOULDER)[SOCIAL].startswith("Cane or walker: they have one, in the garage")


def test_what_a_parent_had_is_named_in_the_family_history() -> None:
    assert "rheumatoid arthritis" in note_of(SHOULDER)[FAMILY]


def test_a_denial_does_not_end_in_a_that() -> None:
    assert [one for one in sentences_with(SHOULDER, "stomach trouble") if "with that" in one] == []


TELEPHONE = """
D: Hello, it's the surgery, you asked for a call about these palpitations.
P: Yes, it's a flutter in my chest, two or three times a week.
D: Any thyroid trouble?
P: My mum's got an underactive one. I was tested, it was fine.
D: Any prostate cancer in the family?
P: My brother had his out at sixty.
D: Does anyone in the family have milk allergy or reflux?
P: My sister had it, she was on the special formula for a year.
D: Any blood?
P: There was, back in October.
D: Are you drinking at all now?
P: Not a drop since ninety-eight.
D: Any other medical problems?
P: The sugar and the heart rhythm thing.
D: Atrial fibrillation?
P: That's it.
"""


def test_a_bare_one_of_a_relative_takes_the_name_that_was_asked() -> None:
    assert "underactive thyroid" in note_of(TELEPHONE)[FAMILY]


def test_what_was_had_out_is_named() -> None:
    assert sentences_with(TELEPHONE, "out at 60") == ["Prostate cancer: his brother had his out at 60."]


def test_an_it_before_a_new_subject_is_kept() -> None:
    (told,) = sentences_with(TELEPHONE, "special formula")
    assert told.startswith("Milk allergy or reflux: ") and "had it, she was" in told


def test_there_was_says_of_what() -> None:
    assert sentences_with(TELEPHONE, "October")[0].startswith("Blood: ")


def test_not_a_drop_is_of_alcohol() -> None:
    assert "Alcohol: not a drop since 98." in note_of(TELEPHONE)[SOCIAL]


def test_that_is_it_says_yes_to_a_name_that_was_put() -> None:
    assert sentences_with(TELEPHONE, "denies atrial") == []


GAIT = """
D: What brings you in?
P: My memory isn't what it was, and I fell in the garden on Sunday.
D: Okay. Your gait is normal, no tremor, rigid right wrist, pulse is 64, BP 126/70, you scored 21/30 on the MoCA.
P: Is that bad?
D: It's lower than I'd like.
"""


def test_an_examination_dictated_in_one_breath_is_listed_by_its_parts() -> None:
    note = note_of(GAIT)
    assert "Gait is normal" in note["PHYSICAL EXAMINATION"]
    assert "ait" not in note["VITALS REVIEWED"] and "126/70" in note["VITALS REVIEWED"]
    assert "21/30" in note["RESULTS"]


INTERPRETED = """
D: Hello, come in. And you're interpreting today?
P: Yes doctor, I'm the interpreter, for Mrs Hassan.
D: Could you ask her what's troubling her?
P: She says she is coughing for two months and she is losing weight.
D: How much weight has she lost?
P: Maybe six kilos.
D: Any blood when she coughs?
P: She says last week, like a teaspoon, two times.
"""


def test_an_interpreter_who_is_labelled_as_the_patient_is_not_told_of() -> None:
    assert sentences_with(INTERPRETED, "interpret") == []
    assert sentences_with(INTERPRETED, "She says") == []


def test_weight_that_was_lost_is_no_weight() -> None:
    assert sentences_with(INTERPRETED, "6 kg") == ["She has lost maybe 6 kg."]


TOGETHER = """
D: Hi Maddie, hi Mom. What brings you in?
M: She passed out at volleyball yesterday.
P: I just got really dizzy and sat down.
M: Your coach said your eyes rolled back.
D: How's your appetite?
P: I'm picking.
D: Any old clots, operations?
P: I had a DVT on the plane back from Australia.
D: When was that?
P: Before I started school.
D: Does your neck wake you at night?
P: If I roll on it, yeah.
"""


def test_what_a_mother_says_to_the_patient_is_the_patients() -> None:
    assert sentences_with(TOGETHER, "coach") == ["Her coach said her eyes rolled back."]


def test_a_bare_answer_stands_behind_its_topic() -> None:
    assert sentences_with(TOGETHER, "picking") == ["Appetite: she is picking."]


def test_when_was_that_is_of_what_was_told_before() -> None:
    assert sentences_with(TOGETHER, "school") == ["DVT: before she started school."]


def test_a_yes_behind_its_condition_is_a_yes() -> None:
    assert "wakes her at night" in note_of(TOGETHER)[HISTORY]


GREENHOUSE = """
D: Hello Ms. Ruby. And you're her daughter?
M: Yes. Mama's been falling, three times this month.
D: Is she confused at all?
M: At night she talks to my daddy. He's been gone nine years.
D: Any problems with anaesthetics in the past?
M: My brother had a bad reaction, he had a really high fever with it.
"""


def test_a_daughters_mama_is_the_patient() -> None:
    assert "The patient has been falling" in note_of(GREENHOUSE)[HISTORY]


def test_a_relatives_fever_is_none_of_the_patients() -> None:
    assert "fever" not in note_of(GREENHOUSE).get("REVIEW OF SYSTEMS", "")
