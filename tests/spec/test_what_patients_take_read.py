"""Medicines, allergies and habits as facts for the record: whose they are, and whether they still are."""

from typing import Any

import pytest
from tests.visits import draft_of

OPENS = "D: Hello, what brings you in today?\nP: I have had a cough for two weeks and it keeps me awake.\n"


def facts_of(text: str, kind: str) -> list[dict[str, Any]]:
    """The proposed resources of one type."""
    return [p.resource for p in draft_of(OPENS + text.strip()).proposals if p.resource["resourceType"] == kind]


def taken_in(text: str) -> dict[str, str]:
    """Each medicine said to be taken or stopped, with its status."""
    told = facts_of(text, "MedicationStatement")
    return {one["medicationCodeableConcept"]["text"].lower(): one["status"] for one in told}


def doses_in(text: str) -> dict[str, str]:
    """Each medicine said to be taken, with its directions in words."""
    told = facts_of(text, "MedicationStatement")
    return {
        one["medicationCodeableConcept"]["text"].lower(): " ".join(d["text"] for d in one.get("dosage", []))
        for one in told
    }


def test_of_several_medicines_asked_after_only_the_one_named_is_stopped() -> None:
    told = taken_in(
        """
D: You're on metformin, atorvastatin and aspirin, is that right?
P: I stopped the aspirin, my cardiologist told me to. The other two, yes.
"""
    )
    assert told == {"metformin": "active", "atorvastatin": "active", "aspirin": "stopped"}


def test_the_medicine_of_a_relative_is_not_the_patients() -> None:
    told = taken_in(
        """
D: Any psychiatric problems in the family?
P: My mom was bipolar, she was on lithium.
D: And your own medicines?
P: I take sertraline. My husband takes warfarin.
"""
    )
    assert told == {"sertraline": "active"}


def test_what_a_relative_gives_the_patient_is_the_patients() -> None:
    told = taken_in("D: Do you use any herbal products?\nP: Fish oil, and turmeric my daughter gave me.\n")
    assert told == {"fish oil": "active", "turmeric": "active"}


CHILD = """
D: How old is he?
M: He's four. He has had a cough for a week.
D: Does he have any medical problems?
M: He has eczema.
D: Does he take any regular medicines?
M: Just hydrocortisone cream for the eczema. I take salbutamol, I've got asthma, but he doesn't.
D: Has he any allergies?
M: No. I'm allergic to penicillin, but he's had it and it was fine.
"""


def test_the_medicine_of_a_mother_who_speaks_is_not_her_childs() -> None:
    assert taken_in(CHILD) == {"hydrocortisone": "active"}


def test_the_illness_of_a_mother_who_speaks_is_not_her_childs() -> None:
    assert [one["code"]["text"] for one in facts_of(CHILD, "Condition")] == ["Eczema"]


def test_the_allergy_of_a_mother_who_speaks_is_not_her_childs() -> None:
    named = [one["code"]["text"] for one in facts_of(CHILD, "AllergyIntolerance")]
    assert "penicillin" not in named


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("I was on the pill, Microgynon, but I stopped that last year.", "stopped"),
        ("I was on Microgynon for a year. I stopped it in March.", "stopped"),
        ("They put me on Microgynon after my second.", "completed"),
        ("I've been on Microgynon since March.", "active"),
    ],
)
def test_what_was_taken_once_is_not_taken_now(said: str, status: str) -> None:
    assert taken_in(f"D: Are you on any birth control?\nP: {said}\n") == {"microgynon": status}


def test_what_is_taken_for_the_complaint_now_is_active() -> None:
    told = taken_in("D: Do you take anything for it?\nP: Tums, five or six a day. And I tried omeprazole.\n")
    assert told == {"tums": "active", "omeprazole": "completed"}


def test_doses_that_differ_by_the_day_are_kept_in_words() -> None:
    warfarin = facts_of(
        "D: What else do you take?\nP: Warfarin, five milligrams Monday Wednesday Friday and two and a half the other "
        "days.\n",
        "MedicationStatement",
    )[0]["dosage"]
    assert warfarin == [{"text": "5 mg Monday Wednesday Friday and 2.5 the other days"}]


def test_a_medicine_of_one_day_a_week_is_not_one_of_every_day() -> None:
    methotrexate = facts_of(
        "D: What do you take?\nP: I take methotrexate, fifteen milligrams every Monday.\n", "MedicationStatement"
    )[0]["dosage"][0]
    assert methotrexate["timing"]["repeat"] == {"frequency": 1, "period": 1, "periodUnit": "wk"}
    assert methotrexate["text"] == "15 mg every Monday"


def test_a_dose_without_its_unit_stays_as_it_was_said() -> None:
    told = doses_in(
        """
D: What dose of metformin do you take?
P: A thousand, twice a day. And they upped the atorvastatin to eighty in the spring.
"""
    )
    assert told == {"metformin": "1000 twice a day", "atorvastatin": "80"}


def test_a_medicine_that_did_harm_is_not_one_that_is_taken() -> None:
    told = taken_in("D: Anything that you react to?\nP: Codeine makes me really sick. I take lisinopril.\n")
    assert told == {"lisinopril": "active"}


def allergies_in(text: str) -> dict[str, tuple[str, list[str]]]:
    """Each substance with its verification and its reactions."""
    told = facts_of(text, "AllergyIntolerance")
    return {
        one["code"]["text"].lower(): (
            one["verificationStatus"]["coding"][0]["code"],
            [m["text"] for r in one.get("reaction", []) for m in r["manifestation"]],
        )
        for one in told
    }


def test_an_allergy_that_a_test_refuted_is_proposed_as_refuted() -> None:
    told = allergies_in(
        "D: Any allergies?\nP: The chart says penicillin but I was tested last year and I'm not allergic.\n"
    )
    assert told == {"penicillin": ("refuted", [])}


def test_of_a_denied_and_a_told_allergy_the_told_one_stands() -> None:
    told = allergies_in(
        "D: Any allergies?\nP: They tested me and I'm not allergic to penicillin any more, but sulfa gives me hives.\n"
    )
    assert told == {"penicillin": ("refuted", []), "sulfa": ("unconfirmed", ["Hives"])}


def test_what_an_allergy_is_treated_with_is_no_allergy() -> None:
    told = allergies_in("D: Any allergies?\nP: I'm allergic to bee stings, I carry an EpiPen, and I take cetirizine.\n")
    assert list(told) == ["bee stings"]


def test_what_is_borne_is_no_allergy() -> None:
    told = allergies_in("D: Any allergies?\nP: I'm allergic to penicillin, I get hives, but I can take Keflex.\n")
    assert told == {"penicillin": ("unconfirmed", ["Hives"])}


@pytest.mark.parametrize(
    ("said", "substance", "reactions"),
    [
        ("Codeine makes me really nauseous.", "codeine", ["Nausea"]),
        ("My lips swell up with shellfish.", "shellfish", ["Swelling of the face"]),
        ("I can't have eggs, I get hives.", "eggs", ["Hives"]),
        ("Varenicline gave me bad dreams.", "varenicline", ["Nightmares"]),
        ("My doctor said I'm allergic to sulfa.", "sulfa", []),
        ("I was tested and I'm allergic to latex.", "latex", []),
    ],
)
def test_what_somebody_reacts_to_is_never_lost(said: str, substance: str, reactions: list[str]) -> None:
    told = allergies_in(f"D: Is there anything else that you react to?\nP: {said}\n")
    assert told == {substance: ("unconfirmed", reactions)}


def habit_in(text: str, name: str) -> dict[str, Any]:
    """The proposed Observation on a habit."""
    return next(one for one in facts_of(text, "Observation") if one["code"]["text"] == name)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("I quit about five years ago. I smoked a pack a day for twenty years.", "Ex-smoker"),
        ("I smoked for twenty years. I quit in 2010.", "Ex-smoker"),
        ("I quit last year but I started again in May.", "Smoker"),
        ("I've smoked since I was eighteen.", "Smoker"),
        ("No. I smoke a little weed at night.", "Non-smoker"),
        ("Never smoked.", "Never smoked tobacco"),
    ],
)
def test_smoking_is_told_as_it_is_now(said: str, state: str) -> None:
    assert habit_in(f"D: Do you smoke?\nP: {said}\n", "Smoking")["valueCodeableConcept"]["text"] == state


def test_packs_and_years_make_pack_years() -> None:
    smoking = habit_in("D: Do you smoke?\nP: I quit. I smoked half a pack a day for about thirty years.\n", "Smoking")
    amounts = {c["code"]["text"]: c["valueQuantity"]["value"] for c in smoking["component"]}
    assert amounts == {"Pack-years": 15}
    assert smoking["note"][0]["text"].endswith("I quit. I smoked half a pack a day for about 30 years.")


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("I'm sober eleven years.", "Current non drinker of alcohol"),
        ("I stopped drinking in 2015.", "Current non drinker of alcohol"),
        ("Two or three beers on the weekend. I used to drink more, I quit hard liquor in 2010.", "Current drinker"),
    ],
)
def test_alcohol_is_told_as_it_is_now(said: str, state: str) -> None:
    assert habit_in(f"D: Alcohol?\nP: {said}\n", "Alcohol")["valueCodeableConcept"]["text"].startswith(state)


@pytest.mark.parametrize(
    ("asked", "said", "status"),
    [
        ("What about amitriptyline?", "I was on that for six months.", {"amitriptyline": "completed"}),
        ("Any preventives?", "Propranolol I can't take because of my asthma.", {}),
        ("Remind me what you're taking?", "Well, there's the ramipril, and the simvastatin at night.",
         {"ramipril": "active", "simvastatin": "active"}),
        ("That's the bendroflumethiazide?", "That's the one.", {"bendroflumethiazide": "active"}),
        ("Anything for the heartburn?", "I pop a Pepcid.", {"pepcid": "active"}),
    ],
)  # fmt: skip
def test_medicines_stand_as_the_answer_says(asked: str, said: str, status: dict[str, str]) -> None:
    assert taken_in(f"D: {asked}\nP: {said}\n") == status


def test_a_medicine_that_is_cut_down_is_not_stopped() -> None:
    told = taken_in(
        """
D: And what do you take when you get one?
P: Sumatriptan, fifty milligrams, nine times a month. And I take Excedrin.
D: I want you to stop the Excedrin and cut the sumatriptan to two days a week.
"""
    )
    assert told["sumatriptan"] == "active"
    assert told["excedrin"] == "stopped"


@pytest.mark.parametrize(
    ("said", "substances"),
    [
        ("My mom always said I was allergic to penicillin, but I've had amoxicillin since then and I was fine.",
         ["penicillin"]),
        ("I'm allergic to trimethoprim, my throat started closing up, they had to give me adrenaline.",
         ["trimethoprim"]),
        ("I had a bleeding ulcer with Nurofen, they told me never to touch it again.", ["nurofen"]),
        ("Aspirin. I get short of breath with it.", ["aspirin"]),
    ],
)  # fmt: skip
def test_only_what_did_harm_is_an_allergy(said: str, substances: list[str]) -> None:
    assert list(allergies_in(f"D: Any allergies?\nP: {said}\n")) == substances


def test_how_much_somebody_smoked_before_stopping_is_past() -> None:
    smoking = habit_in(
        "D: Do you smoke?\nP: I quit when I found out.\nD: How much were you smoking?\nP: Five cigarettes a day.\n",
        "Smoking",
    )
    assert smoking["valueCodeableConcept"]["text"] == "Ex-smoker"


@pytest.mark.parametrize(
    ("asked", "said", "status"),
    [
        ("Any over-the-counter?", "Melatonin at night. I quit taking the cinnamon pills.", {"melatonin": "active"}),
        ("How's your wife doing?", "She had a stroke in August. She's on Plavix now.", {}),
        ("Have you taken opioids?", "I was on Suboxone for years, I've been clean since 2019.",
         {"suboxone": "completed"}),
        ("and are you taking the aspirin and the clopidogrel",
         "aspirin yes the clopidogrel they told me to stop after three months so I finished that in June",
         {"aspirin": "active", "clopidogrel": "stopped"}),
        ("how are the tablets they started you on",
         "the bisoprolol made me really tired so I've halved it and the ramipril I'm fine with",
         {"bisoprolol": "active", "ramipril": "active"}),
    ],
)  # fmt: skip
def test_a_medicine_stands_as_it_is_now(asked: str, said: str, status: dict[str, str]) -> None:
    assert taken_in(f"D: {asked}\nP: {said}\n") == status


def test_a_dose_and_how_often_are_two_numbers() -> None:
    assert doses_in("D: What do you take?\nP: The gabapentin, three hundred three times a day.\n") == {
        "gabapentin": "300 3 times a day"
    }


@pytest.mark.parametrize(
    ("asked", "said", "allergies"),
    [
        ("Allergies still just the lisinopril cough?", "That, and I can't do iodine contrast, I broke out in hives.",
         {"lisinopril": ["Cough"], "iodine contrast": ["Hives"]}),
        ("Have you had these before?", "Last time they gave me nitrofurantoin and I was sick as a dog with it.",
         {"nitrofurantoin": ["Sickness"]}),
        ("and you had a bad reaction to something in hospital is that right",
         "yes the morphine I was hallucinating and itching all over", {"morphine": ["Itching", "Confusion"]}),
        ("anything else", "elastoplast brings me up in blisters", {"elastoplast": ["Blistering"]}),
    ],
)  # fmt: skip
def test_reactions_told_in_passing_are_proposed(asked: str, said: str, allergies: dict[str, list[str]]) -> None:
    told = allergies_in(f"D: {asked}\nP: {said}\n")
    assert {name: reactions for name, (_, reactions) in told.items()} == allergies


def test_who_is_down_to_a_few_cigarettes_smokes_these_now() -> None:
    smoking = habit_in(
        "D: Are you still smoking?\nP: I'm down to five a day. I was a pack a day for ten years.\n", "Smoking"
    )
    amounts = {c["code"]["text"]: c["valueQuantity"]["value"] for c in smoking["component"]}
    assert smoking["valueCodeableConcept"]["text"] == "Smoker"
    assert amounts == {"Packs a day": 0.25, "Pack-years": 10}


def test_who_stopped_breathing_stopped_no_medicine() -> None:
    text = "D: Any allergies?\nP: Morphine.\nD: What happens with it?\nP: I stopped breathing, they gave me Narcan.\n"
    assert taken_in(text) == {}
    assert list(allergies_in(text)) == ["morphine"]


@pytest.mark.parametrize(
    ("asked", "said", "doses"),
    [
        ("And are you still taking the Adderall?", "Yeah, twenty in the morning.", {"adderall": "20 in the morning"}),
        ("And the birth control?", "I got the Nexplanon in May, so no more pills.", {"nexplanon": ""}),
        ("Anything for your mood?", "The Zoloft's making me so nauseous, I stopped it last Thursday.", {"zoloft": ""}),
    ],
)
def test_a_medicine_has_its_own_directions_only(asked: str, said: str, doses: dict[str, str]) -> None:
    assert doses_in(f"D: {asked}\nP: {said}\n") == doses


@pytest.mark.parametrize(
    ("asked", "said", "state"),
    [
        ("do you smoke", "socially like two or three at the weekend", "Smoker"),
        ("Do you smoke cigarettes?", "No. I quit vaping in January.", "Non-smoker"),
    ],
)
def test_smoking_now_and_then_is_smoking(asked: str, said: str, state: str) -> None:
    assert habit_in(f"D: {asked}\nP: {said}\n", "Smoking")["valueCodeableConcept"]["text"] == state


def test_units_a_week_are_alcohol() -> None:
    alcohol = habit_in("D: and alcohol\nP: about ten units a week\n", "Alcohol")
    assert alcohol["valueCodeableConcept"]["text"] == "Current drinker of alcohol"


def test_a_vaccine_against_an_illness_is_not_the_illness() -> None:
    text = "D: Have you had your shingles shot, your pneumonia shot?\nP: I had the pneumonia one. Not the shingles.\n"
    assert facts_of(text, "Condition") == []


def test_a_dose_without_unit_says_that_the_unit_is_missing() -> None:
    proposals = draft_of(OPENS + "D: What do you take?\nP: I take losartan, a hundred, every morning.\n").proposals
    assert [p.reasons for p in proposals if "losartan" in p.claim.text] == [("Not said: unit of the dose, route.",)]


def test_strength_and_number_of_tablets_stay_both() -> None:
    told = doses_in("D: What are your tablets?\nP: Metformin, five hundred, two in the morning and two at night.\n")
    assert told == {"metformin": "500, 2 in the morning and at night"}
