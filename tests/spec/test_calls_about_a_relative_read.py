"""A telephone call about a relative, and whose words, illness and "it" are told of whom."""

from tests.visits import draft_of, note_of

CALL = """
D: Hello, is that Mrs Hussain's daughter? It's Dr Walsh ringing from the surgery.
P: Yes, hello, it's Nadia. Thanks for calling back.
D: No problem. You rang about your mum?
P: Yeah, she's not herself. Since Tuesday she's been really muddled. She called me by my aunt's name.
D: Any temperature?
P: She feels hot, it was 37.9 this morning.
D: Any blood in her urine?
P: Not that I've seen.
D: Is she being sick?
P: No. She's drinking if I put it in front of her.
D: What about medicines?
P: She's had the trimethoprim at Christmas, and it brought her out in a rash.
D: Okay, I'll put that down, a rash with trimethoprim.
P: Yes.
D: I'd like to start nitrofurantoin, a hundred milligrams twice a day.
P: Right.
D: I need a urine sample before the first one if you can. Drop it at reception before four.
P: I'll try.
D: If she gets drowsy or you can't get her to drink, ring 999, because that could be sepsis.
P: Thank you.
"""


def test_who_rings_about_a_mother_is_her_daughter() -> None:
    history = note_of(CALL)["HISTORY OF PRESENT ILLNESS"]
    assert "The patient called her daughter by her daughter's aunt's name" in history
    assert "her mother" not in history.lower()


def test_who_rang_and_what_they_are_called_is_no_history() -> None:
    text = " ".join(note_of(CALL).values())
    assert "Walsh" not in text
    assert "Nadia" not in text
    assert "rang about" not in text


def test_what_is_left_at_reception_is_no_medicine() -> None:
    plan = note_of(CALL)["ASSESSMENT AND PLAN"]
    assert "Drop it at reception before 4." in plan


def test_what_signs_to_look_out_for_would_mean_is_no_diagnosis() -> None:
    proposed = [one.claim.text for one in draft_of(CALL).proposals]
    assert not [text for text in proposed if "epsis" in text]
    assert "Allergic to trimethoprim (rash)." in proposed


def test_what_a_mother_had_is_no_symptom_of_the_patient() -> None:
    note = note_of("""
D: So I'd like you to take metformin, 500 with dinner for a week.
P: My mother was on that. She had the runs.
D: It can do that, which is why we go slow.
P: Okay. I've got a bit of a cough, too.
""")
    assert "Respiratory: Reports cough." in note["REVIEW OF SYSTEMS"]
    assert "diarrhea" not in note["REVIEW OF SYSTEMS"]


def test_who_comes_along_is_called_what_they_say_they_are() -> None:
    text = " ".join(
        note_of("""
D: Good afternoon, Mr. Petrov. And you are?
M: I'm his son, Alex.
D: I hear you've had some falls?
P: Three. Since Thanksgiving.
D: What are you taking?
M: I've got the list. Tamsulosin 0.4, amlodipine 10.
D: I'd like to cut the amlodipine to 5.
""").values()
    )
    assert "companion" not in text
