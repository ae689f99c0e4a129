"""What a short visit with an examination tells: brief answers, findings, measured values, and nothing else as such."""

from tests.visits import note_of


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


def test_only_what_was_measured_is_a_vital_sign() -> None:
    note = note_of("""
D: How have you been since the wedding?
P: It went on for three hours, and my hand was numb afterwards.
D: Let me examine you. Blood pressure's 136 over 82, oxygen 97. Strength in the hand is normal, radial pulse two plus.
P: Okay.
D: With your age, the blood pressure and the mini stroke, your score is five, so I'd like to start Eliquis.
P: All right.
D: And a blood pressure check with the nurse in two weeks.
""")
    assert note["VITALS REVIEWED"] == "Blood pressure's 136/82, oxygen 97."
    assert "pulse 2+" in note["PHYSICAL EXAMINATION"]
    assert "check with the nurse in 2 weeks" in note["ASSESSMENT AND PLAN"]
