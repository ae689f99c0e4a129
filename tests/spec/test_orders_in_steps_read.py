"""What a clinician reads of medicines given in steps, pointed at, refilled, or of two preparations."""

import pytest
from tests.spec.test_proposed_changes import FILLER, facts
from tests.visits import draft_of, note_of

from attending.terms.dose_steps import in_words, read_all_directions, to_dosages, told_together


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("a hundred at bedtime for a week, then three hundred at bedtime",
         "100 at bedtime for 1 week, then 300 at bedtime"),
        ("21 milligrams a day for six weeks, then fourteen for two, then seven for two",
         "21 mg a day for 6 weeks, then 14 for 2 weeks, then 7 for 2 weeks"),
        ("thirty milligrams a day for the pain, sixty after a week", "30 mg a day, then 60 after a week"),
        ("200 milligrams today, then a hundred a day for four days", "200 mg today, then 100 a day for 4 days"),
        ("to 24 units tonight, and then go up by two units every three days until your morning sugar is under 130",
         "24 units tonight, then up by 2 units every 3 days until the morning sugar is under 130"),
        ("40 milligrams for three days, 30 for three days, then 20 for three days",
         "40 mg for 3 days, then 30 for 3 days, then 20 for 3 days"),
        ("point one percent ointment, twice a day for two weeks, then only on weekends",
         "0.1% topically twice a day for 2 weeks, then at weekends"),
        ("ten micrograms, one every night for two weeks and then twice a week",
         "10 mcg at night for 2 weeks, then twice a week"),
        (", 300 in the morning, 300 at noon and 600 at night for a week, then 600 three times a day",
         "300 in the morning for 1 week and 300 at noon for 1 week and 600 at night for 1 week, "
         "then 600 3 times a day"),
        ("up to ten puffs through the spacer every four hours", "up to 10 puffs by inhalation every 4 hours"),
        ("a thousand milligrams, one time a day for ten days", "1000 mg a day for 10 days"),
        ("forty milligrams a day for five days, then call me", "40 mg a day for 5 days"),
        ("five milligrams every day except sundays I take seven and a half", "5 mg every day except sundays 7.5"),
    ],
)  # fmt: skip
def test_a_taper_a_loading_dose_and_a_slow_rise_keep_every_step(said, read):
    assert in_words(read_all_directions(said)) == read


def test_steps_follow_one_another_and_parts_of_a_day_stand_together():
    steps = to_dosages(read_all_directions("100 mg at night for a week, then 200 mg at night"))
    assert [one["sequence"] for one in steps] == [1, 2]
    day = to_dosages(read_all_directions("80 mg in the morning and 40 mg in the afternoon for five days"))
    assert [one["sequence"] for one in day] == [1, 1]


def test_what_is_written_of_steps_is_read_as_the_same_steps():
    steps = to_dosages(read_all_directions("30 mg a day for a week, then 60 mg a day"))
    assert to_dosages(read_all_directions(told_together(steps))) == steps


def test_by_how_much_a_dose_rises_is_no_rhythm_of_taking():
    (dosage,) = (
        draft_of(
            FILLER
            + "D: Increase the Lantus by two units every three days until your morning sugar is under one thirty."
        )
        .proposals[0]
        .resource["dosageInstruction"]
    )
    assert "timing" not in dosage


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["D: We could go up to twenty on the Lexapro, or we could add Wellbutrin.", "P: I'd like to try Wellbutrin.",
          "D: Okay, let's do that, a hundred and fifty in the morning."], "Start Wellbutrin 150 in the morning."),
        (["P: Could you refill my levothyroxine?", "D: Yep, seventy five micrograms, I'll send ninety of those."],
         "Refill levothyroxine 75 mcg."),
        (["D: So you can put the albuterol away."], "Stop albuterol."),
        (["D: No more ibuprofen for you, okay?"], "Stop ibuprofen."),
        (["D: I want you to skip the warfarin tonight and tomorrow then go back to five milligrams every day."],
         "Start warfarin: skip tonight and tomorrow, then 5 mg every day."),
    ],
)  # fmt: skip
def test_what_is_agreed_to_refilled_put_away_or_skipped_is_proposed_as_that(lines, wanted):
    assert wanted in facts(*lines)


def test_patches_and_vaginal_tablets_of_one_hormone_are_two_medicines():
    found = facts(
        "D: So oestradiol patches, fifty micrograms, change it twice a week, below the waist.",
        "P: And the dryness down below?",
        "D: I'll add Vagifem, ten micrograms, one every night for two weeks and then twice a week.",
    )
    assert found == [
        "Start oestradiol 50 mcg as a patch twice a week.",
        "Start Vagifem 10 mcg at night for 2 weeks, then twice a week.",
    ]


def test_a_medicine_that_is_proposed_stands_in_the_plan():
    plan = note_of(
        FILLER
        + """
D: Let me have a listen. I hear some wheezing on both sides.
D: What I want to do is put you on Symbicort, the 160 over 4.5, two puffs in the morning and two puffs at night.
P: Okay.
D: And I want you to stop the glipizide, because that's what's giving you the lows.
"""
    )["ASSESSMENT AND PLAN"]
    assert "2 puffs in the morning and 2 puffs at night" in plan
    assert "stop the glipizide" in plan


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (
            "to thirty-six units, and then two more every three days until your morning number's under one thirty",
            "36 units, then up by 2 every 3 days until the morning number's under 130",
        ),
        (
            "up to eighty in the morning and forty at lunchtime for three days",
            "80 in the morning for 3 days and 40 at noon for 3 days",
        ),
        ("twenty-four twenty-six twice a day", "24 26 twice a day"),
    ],
)
def test_what_is_added_is_no_dose_and_each_dose_of_a_day_is_its_own(said, read):
    assert in_words(read_all_directions(said)) == read
