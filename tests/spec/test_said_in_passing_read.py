"""What is said in passing and counts all the same: a second value, a year, a test without a verb, what not to do."""

from tests.visits import draft_of, note_of

OPENING = (
    "D: How have you been since the spring, and how is the foot?\nP: Up and down, the week has been long, it swells.\n"
)


def read(visit: str) -> dict[str, str]:
    return note_of(f"{OPENING}{visit.strip()}")


def test_a_value_read_out_in_one_breath_with_another_is_a_result_too():
    note = read("D: Your A1c from this morning is nine point six, and your creatinine's one point one.\nP: Okay.")
    assert "9.6" in note["RESULTS"] and "reatinine's 1.1." in note["RESULTS"]


def test_a_year_alone_says_yes_to_what_was_once_done():
    history = read("D: You had a stent, didn't you?\nP: In 2016.")["MEDICAL HISTORY"]
    assert "had a stent, in 2016" in history


def test_a_test_with_its_time_needs_no_verb():
    plan = read("""
D: Let's try rosuvastatin, five milligrams, every other day.
P: I'll try.
D: And bloods in eight weeks for the cholesterol and the liver.
""")["ASSESSMENT AND PLAN"]
    assert "Bloods in 8 weeks for the cholesterol and the liver." in plan


def test_a_list_of_signs_keeps_its_subject():
    plan = read("""
D: I'd stop the metronidazole. If you get a nosebleed, or a bad headache, or you bang your head, go to A and E.
P: All right.
""")["ASSESSMENT AND PLAN"]
    assert "or they bang their head" in plan


def test_what_not_to_do_stands_without_full_stops_too():
    plan = note_of("""
D: so you're here because of a spot on your nose
P: yeah it's been there about a year it bleeds when i shave and i take eliquis five twice a day
D: i want to do a shave biopsy today
P: okay
D: don't stop the eliquis we'll just use a little pressure i'll numb it with lidocaine
P: sure
""")["ASSESSMENT AND PLAN"]
    assert "Do not stop the Eliquis." in plan


def test_an_inhaler_called_by_its_colour_is_not_the_medicine_named_before():
    plan = read("""
D: Up to ten puffs of the salbutamol through the spacer. Start the brown inhaler again today and don't stop it.
P: Okay.
""")["ASSESSMENT AND PLAN"]
    assert "stop the salbutamol" not in plan


def test_signs_named_without_if_are_a_safety_net():
    plan = read("""
D: Start desogestrel, seventy five micrograms, once a day.
P: And the st john's wort?
D: Stop it please, and use condoms for four weeks.
P: Okay.
D: Any chest pain or a swollen leg, come straight in.
""")["ASSESSMENT AND PLAN"]
    assert "Stop the st john's wort" in plan
    assert "ny chest pain or a swollen leg, come straight in." in plan


def test_a_problem_that_is_doing_something_is_named_without_its_verb():
    note = read("D: I think your depression's starting to shift. I'd keep the fluoxetine at twenty for now.\nP: Okay.")
    assert "Depression's." not in " ".join(note.values())


def test_whoever_is_said_to_sit_beside_the_patient_is_called_so():
    note = note_of("""
D: Hello Mr. Petrov, I'm the heart failure nurse. Your daughter's with you today?
M: Yes. He doesn't hear too well.
D: How's your breathing?
P: Bad at night. I sleep in the chair.
M: It's more like two weeks, Papa. I do his box, and my aunt sends the diclofenac from Bulgaria.
D: Stop the diclofenac today.
""")
    assert "father" not in " ".join(note.values())


def test_what_is_done_once_a_medicine_is_stopped_does_not_stop_it_today():
    facts = [
        one.claim.text
        for one in draft_of(f"""
{OPENING}D: What dose of the topiramate are you up to?
P: Fifty twice a day.
D: Start folic acid, four hundred micrograms a day, once you've stopped the topiramate.
""").proposals
    ]
    assert not [fact for fact in facts if fact.startswith("Stop")]


def test_who_is_greeted_or_called_by_name_is_no_history():
    greeted = note_of("""
D: Good morning, Mrs Okafor, it's Dr Lind from the surgery. Is now a good time?
P: Yes, I've had a sore on my foot for two weeks and it smells.
""")
    called = note_of("""
D: Mr. Alvarez, the nurse tells me there's a sore on your foot.
P: Yeah, on the right one, on the bottom by the big toe. It started smelling on Friday.
""")
    assert "Lind" not in " ".join(greeted.values())
    assert "The nurse tells me there is a sore on his foot." in called["HISTORY OF PRESENT ILLNESS"]
