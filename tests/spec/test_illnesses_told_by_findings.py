"""Chapter: illnesses told by what was found: proposed as a Condition where they are there, and only then."""

import pytest
from tests.proposed import facts, only


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("D: It's showing clots in the arteries of both lungs.", "I26.99"),
        ("D: The scan shows a 5 millimetre stone in the ureter.", "N20.1"),
        ("D: No broken bones, but the AC joint has come apart.", "S43.109A"),
        ("D: The fluid in the knee had uric acid crystals.", "M10.9"),
        ("D: The echo showed your heart isn't pumping as well as it should.", "I50.9"),
        ("D: You've cracked the bone in your wrist.", "S62.109A"),
    ],
)
def test_what_was_found_tells_the_illness(line: str, code: str) -> None:
    (coding, *_) = only(line, kind="Condition").resource["code"]["coding"]
    assert coding["code"] == code


@pytest.mark.parametrize(
    "line",
    [
        "D: There's no clot in your leg.",
        "D: If the clot goes to your lungs, ring 999.",
        "D: A clot can travel to the lungs.",
        "D: Your mother had a stone in her kidney.",
        "P: My scan years ago showed a stone in the ureter.",
    ],
)
def test_what_is_denied_feared_a_relatives_or_long_ago_tells_none(line: str) -> None:
    assert facts(line, kind="Condition") == []


def test_a_finding_named_in_full_is_no_second_illness() -> None:
    told = facts("D: You have a distal phalanx fracture of the middle finger.", kind="Condition")
    assert told == ["Distal phalanx fracture."]


def test_an_illness_of_youth_that_was_treated_is_over() -> None:
    line = "P: I had an overactive thyroid in my twenties but that was treated."
    found = only("D: Any medical problems?", line, kind="Condition")
    assert found.claim.text == "History of hyperthyroidism."
    assert found.resource["clinicalStatus"]["coding"][0]["code"] == "resolved"
