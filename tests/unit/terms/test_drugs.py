"""Names of medicines and their classes."""

import pytest

from attending.terms.allergy import cross_reacts
from attending.terms.drugs import all_ingredients, classes, find_drugs, ingredients_of
from attending.terms.lexicon import read_table


def named(text):
    return [mention.name for mention in find_drugs(text)]


def test_the_list_is_long_enough_for_a_clinic():
    assert len(all_ingredients()) >= 900
    others = [
        name for _, _, names, brands in read_table("drugs.tsv") for name in f"{names}|{brands}".split("|") if name
    ]
    assert len(others) >= 1_000


@pytest.mark.parametrize(
    ("name", "ingredient"),
    [
        ("paracetamol", "acetaminophen"),
        ("salbutamol", "albuterol"),
        ("Lasix", "furosemide"),
        ("frusemide", "furosemide"),
        ("Toprol XL", "metoprolol"),
        ("adrenaline", "epinephrine"),
    ],
)
def test_names_of_both_sides_of_the_atlantic_lead_to_one_ingredient(name, ingredient):
    assert ingredients_of(name) == (ingredient,)


def test_a_combination_has_all_its_ingredients():
    assert ingredients_of("Augmentin") == ("amoxicillin", "clavulanic acid")


def test_medicines_are_found_in_speech_and_in_notes():
    text = "i take tylenol, two ibuprofens, and toprol-xl; he was switched to Zestoretic"
    assert named(text) == ["tylenol", "ibuprofens", "toprol-xl", "Zestoretic"]


@pytest.mark.parametrize("text", ["your potassium was low", "an iron count", "vitamin d level", "cut down on coffee"])
def test_laboratory_values_are_no_medicines(text):
    assert named(text) == []


@pytest.mark.parametrize("text", ["start iron", "he takes vitamin D", "potassium 20 meq daily"])
def test_the_same_words_beside_taking_are(text):
    assert len(named(text)) == 1


def test_classes_are_known_by_any_name():
    assert "cephalosporins" in classes("Keflex")
    assert classes("no such medicine") == ()


@pytest.mark.parametrize(
    ("allergy", "medicine", "why"),
    [
        ("Penicillin", "amoxicillin", "penicillins"),
        ("amoxicillin", "Augmentin", "amoxicillin"),
        ("penicillin allergy", "cephalexin", "2 %"),
        ("Sulfa drugs", "Bactrim", "sulfonamide antibiotics"),
        ("aspirin", "ibuprofen", "NSAIDs"),
        ("codeine", "morphine", "morphine family"),
        ("lisinopril", "Entresto", "sacubitril"),
        ("iodine", "iohexol", "iodinated contrast"),
    ],
)
def test_an_allergy_speaks_against_the_medicine_and_its_relatives(allergy, medicine, why):
    assert why in (cross_reacts(allergy, medicine) or "")


@pytest.mark.parametrize(
    ("allergy", "medicine"),
    [("sulfa", "furosemide"), ("codeine", "fentanyl"), ("lidocaine", "procaine"), ("peanut", "amoxicillin")],
)
def test_it_does_not_cry_wolf(allergy, medicine):
    assert cross_reacts(allergy, medicine) is None
