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


def test_what_results_mean_is_no_result() -> None:
    note = note_of("""
D: Well, the A1c came back at 8.4, and we repeated it and it was 8.6. So that's diabetes, type 2.
P: My mother had it, she lost a foot in the end.
D: I'd like to start metformin, 500 milligrams with dinner.
""")
    assert note["RESULTS"] == "The A1c came back at 8.4. We repeated it and it was 8.6."
    assert "diabetes, type 2" in note["ASSESSMENT AND PLAN"]


def test_coffee_is_no_alcohol() -> None:
    note = note_of("""
D: So your heart races. Anything bring it on? Coffee, alcohol?
P: I have four coffees a day, and it happened after my daughter's wedding.
D: All right, let's cut the coffee down to one and do an ECG today.
P: Okay.
""")
    assert "Alcohol:" not in " ".join(note.values())
    assert "4 coffees a day" in " ".join(note.values())


def test_who_is_away_is_no_history() -> None:
    text = " ".join(
        note_of("""
D: Hi there, I'm Dr. Patel.
P: I usually see Dr. Grant.
D: He's on vacation this week. What can I do for you?
P: My big toe on the left hurts, since Sunday.
D: I'd like to put you on naproxen, 500 twice a day with food.
""").values()
    )
    assert "vacation" not in text
    assert "Sunday" in text


def test_what_the_patient_can_do_is_a_finding() -> None:
    note = note_of("""
D: What happened to the shoulder?
P: I came off my bike yesterday, I landed right on it.
D: Let me examine you. There's a step at the AC joint, it's tender there. You can abduct to ninety.
P: That hurt.
D: So the joint is separated. It's a sling for two weeks.
""")
    assert "can abduct to 90." in note["PHYSICAL EXAMINATION"]


def test_brief_answers_of_a_short_visit_stand_in_its_note() -> None:
    text = " ".join(
        note_of("""
D: Hi Martin, what's on your mind?
P: It's the drinking, a bottle of vodka every two days.
D: Do you drive?
P: I've stopped. I gave Karen the keys.
D: Any numbness in the feet, memory trouble?
P: My feet tingle at night. Memory's shot.
D: Let me check you over. Pulse is 104, blood pressure 152 over 94. The liver edge is just palpable.
P: Is my liver gone?
D: It's enlarged. I'd like bloods today: liver tests, clotting and a full blood count.
""").values()
    )
    assert "gave Karen the keys" in text
    assert "Memory's shot" in text
