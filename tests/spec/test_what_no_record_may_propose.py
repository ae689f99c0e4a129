"""Proposals by which a patient would be harmed: a medicine stopped for another's sake, an allergy to what was borne."""

import pytest
from tests.visits import draft_of, note_of

OPENING = "D: How have you been getting on since we saw you in the spring?\nP: Up and down, the week has been long.\n"


def proposed(visit: str) -> list[str]:
    return [one.claim.text for one in draft_of(f"{OPENING}{visit.strip()}").proposals]


def test_what_was_taken_instead_of_a_medicine_that_did_harm_is_no_allergy():
    facts = proposed("""
D: Are you still taking the ramipril?
P: The ramipril gave me a cough so you changed it, to candesartan, eight.
""")
    assert "Intolerance to ramipril (cough)." in facts
    assert not [fact for fact in facts if "olerance to candesartan" in fact]


def test_a_medicine_called_by_its_kind_and_stopped_does_not_stop_the_one_before():
    facts = proposed("""
D: What do you take at the moment?
P: Amlodipine, five. And a statin but I've stopped that, it made my legs ache.
D: And the water tablet, the indapamide?
P: That's it. One in the morning.
""")
    assert [fact for fact in facts if fact.startswith("Takes amlodipine")]
    assert "Takes indapamide in the morning." in facts
    assert not [fact for fact in facts if "topped" in fact]


@pytest.mark.parametrize(
    "said",
    [
        "I'll put a note on your records about the metronidazole.",
        "I'll send your dentist a letter about the metronidazole.",
        "I'll give you the leaflet on metronidazole.",
    ],
)
def test_what_is_only_written_about_is_not_prescribed(said):
    assert not [f for f in proposed(f"D: Your INR is 5.8.\nP: Oh dear.\nD: {said}") if "metronidazole" in f]


def test_a_yeast_infection_of_a_man_is_not_vaginal():
    facts = proposed("""
D: And the Jardiance?
P: They put me on it in the spring, but I quit that, I got a yeast infection, you know, down there. My wife noticed.
""")
    assert not [fact for fact in facts if "aginal" in fact]


def test_doses_that_are_missed_make_nobody_a_woman():
    note = note_of(
        f"{OPENING}D: Miss two doses, miss tonight and tomorrow, and I'll write to your dentist.\nP: All right."
    )
    assert "her dentist" not in " ".join(note.values())


def test_an_order_behind_its_reason_is_proposed():
    facts = proposed("""
D: I'm going to put you on prednisone, forty milligrams once a day for five days. And because of the green sputum, \
doxycycline, a hundred twice a day for seven days.
P: All right.
""")
    assert "Start doxycycline 100 twice a day for 7 days." in facts


def test_what_a_medicine_is_too_risky_for_is_no_diagnosis():
    facts = proposed("""
D: Because you're over thirty five and you smoke I can't give you the combined pill, \
it's too risky for clots and strokes.
P: All right.
""")
    assert not [fact for fact in facts if "troke" in fact or "clot" in fact]


def test_a_no_about_antibiotics_denies_no_other_allergy():
    assert not [f for f in proposed("D: Any allergies to antibiotics?\nP: Not that I know of.") if "llergy" in f]


def test_doses_left_out_are_held():
    facts = proposed("""
D: How much warfarin are you taking?
P: Three milligrams Monday to Friday and four at the weekend.
D: Don't take any warfarin tonight or tomorrow.
""")
    assert "Hold warfarin." in facts


def test_a_weight_stands_between_a_medicine_and_its_dose():
    facts = proposed("""
D: What I'm going to do is give him a dose of dexamethasone now. He's thirteen kilos. So that's two milligrams by mouth.
P: Just the one?
""")
    assert [fact for fact in facts if "dexamethasone 2 mg" in fact]
