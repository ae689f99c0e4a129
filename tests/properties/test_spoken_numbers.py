"""Laws of spoken numbers: what is said comes back as the number that was meant."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from attending.terms.possible import possible_numbers
from attending.terms.spoken import find_quantities, written

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int, *, joiner: str = " and ") -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f" {_ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = joiner + in_words(number % 100) if number % 100 else ""
        return f"{_ONES[number // 100]} hundred{rest}"
    rest = number % 1000
    return f"{in_words(number // 1000)} thousand" + (f"{joiner if rest < 100 else ' '}{in_words(rest)}" if rest else "")


@given(st.integers(2, 99_999), st.sampled_from([" and ", " "]))
def test_a_number_in_words_is_found_as_that_number(number, joiner):
    (quantity,) = find_quantities(f"take {in_words(number, joiner=joiner)} milligrams daily")
    assert quantity.values == (Decimal(number),)
    assert quantity.unit == "mg"


@given(st.integers(0, 199), st.integers(0, 9))
def test_a_decimal_in_words_is_found(whole, tenth):
    (quantity,) = find_quantities(f"it was {in_words(whole)} point {_ONES[tenth]} today")
    assert quantity.values == (Decimal(f"{whole}.{tenth}"),)


@given(st.integers(110, 199), st.integers(40, 99))
def test_a_blood_pressure_said_the_short_way_is_written_with_a_stroke(systolic, diastolic):
    said = f"one {in_words(systolic - 100)} over {in_words(diastolic)}"
    assert written(f"it was {said} today") == f"it was {systolic}/{diastolic} today"


@given(st.text(max_size=200))
def test_any_text_is_survived_and_quantities_stand_where_they_say(text):
    found = find_quantities(text)
    assert all(text[q.start : q.end] == q.text for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert isinstance(written(text), str)


@given(st.lists(st.sampled_from([*_ONES, *_TENS[2:], "hundred", "and", "a", "point", "over", "to", "oh", "5", "."])))
def test_what_is_found_can_also_be_heard(words):
    text = " ".join(words)
    assert {value for q in find_quantities(text) for value in q.values} <= possible_numbers(text)
