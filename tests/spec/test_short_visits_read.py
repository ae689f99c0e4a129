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


def test_what_a_friend_had_and_what_is_gone_are_no_symptoms() -> None:
    note = note_of("""
D: We'd offer a statin at that risk. How do you feel about that?
P: My friend took one and his legs hurt so badly he couldn't walk.
D: It happens. I'd use atorvastatin, 20 milligrams, once a day.
P: Let me try the diet first.
D: So we leave the statin for now. And how are you getting on with the candesartan?
P: Good. I was getting a bit dizzy at first but that's gone. I've a bit of a cough.
""")
    assert note["REVIEW OF SYSTEMS"] == "Respiratory: Reports cough."
    assert "We leave the statin for now." in note["ASSESSMENT AND PLAN"]


def test_a_child_is_referred_and_not_the_mother() -> None:
    plan = note_of("""
D: Hi there. Who do we have here?
P: This is Ethan, he's 18 months. I'm his mom.
D: What's going on, Mom?
P: He's had a fever for three days, and he's been pulling at his ear.
D: Let's see. The right eardrum is red and bulging. So he's got another ear infection on the right.
P: Okay.
D: I'm going to use Augmentin twice a day for ten days. If he gets one more I'd refer you to ENT.
""")["ASSESSMENT AND PLAN"]
    assert plan.startswith("1. Ear infection.")
    assert "refer him to ENT" in plan


def test_what_a_test_may_show_is_no_result() -> None:
    note = note_of("""
D: What's the matter?
P: My periods are so painful, and it goes down my legs.
D: I do think endometriosis is likely. I'd like an ultrasound. The scan can be normal and you can still have it.
P: How long's the wait?
D: About four months for gynaecology, the scan is within six weeks.
""")
    assert "RESULTS" not in note
    assert note["ASSESSMENT AND PLAN"].startswith("1. Endometriosis.")


def test_findings_need_no_announcement_and_a_test_stands_with_its_reason() -> None:
    note = note_of("""
D: Hi Aisha, you're what, 31 weeks?
P: I'm so itchy. My hands and feet, it's driving me mad at night.
D: Okay. You look well. Belly's soft, no tenderness.
D: I'm thinking of cholestasis, so I want bile acids and liver tests today.
P: Okay.
D: And the whooping cough jab, have you had it?
P: Not yet.
D: The nurse can do that now.
""")
    assert "Abdomen's soft" in note["PHYSICAL EXAMINATION"]
    assert "bile acids and liver tests today" in note["ASSESSMENT AND PLAN"]
    assert "cough" not in note["REVIEW OF SYSTEMS"].lower()
