"""How often something is done, in any wording."""

import pytest

from attending.checks.rate import find_rates


def the_rate(text):
    (one,) = find_rates(text)
    return one


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("once a day", 1, 1),
        ("twice daily", 2, 2),
        ("three times a week", 3 / 7, 3 / 7),
        ("2 to 3 times per day", 2, 3),
        ("every other day", 0.5, 0.5),
        ("every single morning", 1, 1),
        ("every six hours", 4, 4),
        ("q4-6 h", 4, 6),
        ("BID", 2, 2),
        ("weekly", 1 / 7, 1 / 7),
    ],
)
def test_a_rate_is_read_as_times_a_day(text, low, high):
    one = the_rate(text)
    assert (one.low, one.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("daily", "every morning", True),
        ("nightly", "before bed", True),
        ("2 puffs per day", "twice a day", True),
        ("once weekly", "every week", True),
        ("per week", "per day", False),
        ("twice daily", "once a day", False),
    ],
)
def test_wordings_of_one_rate_meet_and_others_do_not(one, other, same):
    assert the_rate(one).meets(the_rate(other)) is same
    assert the_rate(other).meets(the_rate(one)) is same


@pytest.mark.parametrize("text", ["a week ago", "a day or two", "the annual visit", "this morning"])
def test_a_time_is_no_rate(text):
    assert find_rates(text) == []
