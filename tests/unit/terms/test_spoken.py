"""Numbers as patients and clinicians say them."""

from decimal import Decimal

import pytest

from attending.terms.possible import possible_numbers
from attending.terms.spoken import QuantityKind, find_quantities, written


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("one twenty over seventy seven", "120/77"),
        ("ninety eight point six", "98.6"),
        ("twenty five milligrams", "25 mg"),
        ("two and a half weeks", "2.5 weeks"),
        ("a week and a half", "1.5 weeks"),
        ("a hundred and one", "101"),
        ("one oh one point four", "101.4"),
        ("five hundred", "500"),
        ("fifteen hundred milligrams", "1500 mg"),
        ("a thousand milligrams twice a day", "1000 mg twice a day"),
        ("zero point four milligrams", "0.4 mg"),
        ("point oh five percent twice a day", "0.05% twice a day"),
        ("oh point oh two five milligrams", "0.025 mg"),
        ("ring one one one or nine nine nine", "ring 111 or 999"),
        ("call nine one one", "call 911"),
        ("half a tablet", "half a tablet"),
        ("two thousand and nine", "2009"),
        ("twenty nineteen", "2019"),
        ("the twenty eighth of may", "the 28th of may"),
        ("a fifty-year-old woman", "a 50-year-old woman"),
        ("fifty nine year old male", "59-year-old male"),
        ("ten to fifteen milligrams", "10 to 15 mg"),
        ("a three out of six systolic murmur", "a 3/6 systolic murmur"),
        ("four out of ten", "4/10"),
        ("ninety eight percent", "98%"),
        ("one plus pitting edema", "1+ pitting edema"),
        ("my number is five five five oh one two three", "my number is 5550123"),
        ("take one or two four times a day", "take 1 or 2, 4 times a day"),
        ("two four times a day", "2, 4 times a day"),
        ("two three times a day", "2 to 3 times a day"),
        ("co-codamol thirty five hundred", "co-codamol 30/500"),
        ("less than nought point nought one", "less than 0.01"),
        ("three by four centimeters", "3 x 4 cm"),
        ("hemoglobin a one c", "hemoglobin A1c"),
        ("tenderness at l five", "tenderness at L5"),
        ("vitamin b twelve", "vitamin B12"),
        ("aldactone twelve . five milligrams daily", "aldactone 12.5 mg daily"),
        ("a zero . zero five percent solution", "a 0.05% solution"),
        ("the temperature is ninety seven . one", "the temperature is 97.1"),
        ("i was forty . four weeks ago", "i was 40 . 4 weeks ago"),
        ("about four , five days ago", "about 4 to 5 days ago"),
        ("three out of six six systolic", "3/6 systolic"),
        ("at five thirty pm", "at 5:30 pm"),
        ("that's one test", "that's one test"),
        ("sixty eight respirations sixteen", "68 respirations 16"),
    ],
)
def test_spoken_quantities_are_written_as_clinicians_write_them(said, note):
    assert written(said) == note


@pytest.mark.parametrize(
    "said",
    [
        "that one is fine",
        "no one",
        "one of the nurses",
        "wait a second",
        "a couple of days",
        "those two",
        "one day i fell",
    ],
)
def test_words_that_only_look_like_numbers_stay(said):
    assert written(said) == said


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("for four four days now", "for 4 days now"),
        ("five hundred five hundred milligrams", "500 mg"),
        ("three four days", "3 to 4 days"),
    ],
)
def test_stutters_and_loose_ranges_are_understood(said, note):
    assert written(said) == note


def test_written_quantities_carry_their_unit_in_ucum():
    found = find_quantities("A1c 8.2%, BP 120/80 mmHg, T 98.6 °F, 500mg BID for 3/7, murmur 2/6, seen 4/24/2021, L5")
    assert [(q.kind, [str(v) for v in q.values], q.unit) for q in found if q.values] == [
        (QuantityKind.NUMBER, ["8.2"], "%"),
        (QuantityKind.RATIO, ["120", "80"], "mm[Hg]"),
        (QuantityKind.NUMBER, ["98.6"], "[degF]"),
        (QuantityKind.NUMBER, ["500"], "mg"),
        (QuantityKind.NUMBER, ["3"], "d"),
        (QuantityKind.OUT_OF, ["2", "6"], None),
        (QuantityKind.DATE, ["4", "24", "2021"], None),
    ]


def test_a_number_can_be_heard_in_more_than_one_way():
    heard = possible_numbers("in the one thirties, about a hundred . four, twenty three hundred milligrams, a couple")
    assert {Decimal(n) for n in ("130", "100.4", "2300", "300", "20", "2")} <= heard
    assert Decimal(77) not in heard


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("take 1 1/2 tablets", "1.5", "1 1/2 tablets"),
        ("2 3/4 miles", "2.75", "2 3/4 miles"),
    ],
)
def test_a_half_behind_a_whole_number_belongs_to_it(text, value, written):
    (quantity,) = find_quantities(text)
    assert (quantity.values, quantity.written) == ((Decimal(value),), written)


def test_a_grade_is_not_said_twice_by_the_number_before_it():
    assert [q.written for q in find_quantities("strength 5 5/5")] == ["5", "5/5"]


def test_a_hesitant_point_is_heard():
    assert Decimal("38.6") in possible_numbers("it was 38 point, uh, point 6")


def test_a_quantity_points_at_its_words():
    text = "so take twenty five milligrams, ok"
    (quantity,) = find_quantities(text)
    assert text[quantity.start : quantity.end] == quantity.text == "twenty five milligrams"


def test_a_dose_is_not_added_to_how_often_it_is_taken():
    assert written("ibuprofen six hundred three times a day") == "ibuprofen 600, 3 times a day"
    dose, often = find_quantities("ibuprofen six hundred three times a day")
    assert (dose.values, often.values) == ((600,), (3,))
    assert written("one hundred three degrees") == "103 degrees"
    assert written("six hundred and three people") == "603 people"
