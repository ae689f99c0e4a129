"""Names, dates and ages as the pages show them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from attending.app.web.views import words
from attending.app.web.views.note import Segment, cut

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("born", "age"),
    [("1958-03-14", "68 y"), ("2025-01-02", "22 mo"), ("2026-11-01", "22 d"), ("1958", "68 y"), ("", "")],
)
def test_ages_are_in_the_unit_a_clinician_uses(born, age):
    assert words.age_in_words(born, date(2026, 11, 23)) == age


@pytest.mark.parametrize(
    ("written", "shown"), [("1958-03-14", "14 Mar 1958"), ("1958-03", "Mar 1958"), ("1958", "1958")]
)
def test_a_partial_date_stays_partial(written, shown):
    assert words.day(written) == shown


@pytest.mark.parametrize(("minutes", "shown"), [(0, "just now"), (12, "12 min"), (150, "2 h"), (60 * 24 * 3, "3 days")])
def test_waiting_time_is_coarse(minutes, shown):
    assert words.ago(NOW - timedelta(minutes=minutes), NOW) == shown


def test_names_are_family_first_and_numbers_in_threes():
    patient = {
        "name": [{"use": "nickname", "text": "Am"}, {"use": "official", "family": "Okafor", "given": ["Amaka", "J"]}],
        "identifier": [{"value": "x"}, {"type": {"coding": [{"code": "MR"}]}, "value": "4182771"}],
    }

    assert words.patient_name(patient) == "OKAFOR, Amaka J"
    assert words.record_number(patient) == "4 182 771"


def test_a_recording_has_clock_times():
    assert words.clock_time(75.9) == "01:15"
    assert words.clock_time(3735) == "1:02:15"


def test_a_turn_is_cut_at_the_borders_of_overlapping_quotes():
    assert cut("abcdef", [(1, 4, "c1"), (2, 6, "c2")]) == (
        Segment("a"),
        Segment("b", ("c1",)),
        Segment("cd", ("c1", "c2")),
        Segment("ef", ("c2",)),
    )
