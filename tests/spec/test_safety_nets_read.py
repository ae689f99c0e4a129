"""What is to be done if something comes stands in the plan, however it was said: safety nets, decisions, warnings."""

import pytest
from tests.visits import note_of, sentences_of

from attending.scribe.sections.closing import speaks_of_care

WATERWORKS = """
D: What's brought you in today?
P: I'm up four times a night now, it used to be once.
D: Okay, hop up on the couch. So your tummy's soft. The prostate's enlarged, smooth, there's no lump.
D: Your urine dip is clear, no blood, no sugar.
D: So I think this is an enlarged prostate, benign, but I'd like to do a PSA. You mustn't have the PSA for forty-eight
 hours after a long bike ride.
P: Right you are.
D: In the meantime I'd start you on tamsulosin, four hundred micrograms once a day after breakfast. It can make you
 dizzy when you stand up, so get up slowly.
P: Okay.
D: I'll see you in four weeks with the results. If the PSA's over four point five I'll refer you to urology.
P: Thank you doctor.
""".replace("\n ", " ")

WHEEZE = """
D: okay so what's going on with him today
P: he's been coughing since sunday and last night he was breathing really fast
D: any fever
P: no
D: alright let me take a look at him so his oxygen's ninety four percent respiratory rate is thirty six
D: i hear wheezing on both sides no crackles
D: so i think this is a viral illness that's triggered his wheezing
P: okay i figured
D: so we're gonna give him three albuterol nebs here now twenty minutes apart
D: no antibiotics he doesn't need those
P: good he hates the pink stuff
D: if he's breathing fast again if you see the ribs pulling or if the albuterol doesn't last four hours bring him to
 the er don't wait
D: i wanna see him back friday
""".replace("\n ", " ")

PLAN = "ASSESSMENT AND PLAN"


def test_a_decision_under_a_condition_stands_in_the_plan() -> None:
    assert "If the PSA's over 4.5, we will refer him to urology." in _plan(WATERWORKS)


def test_a_warning_of_a_side_effect_follows_its_medicine_with_the_advice() -> None:
    plan = _plan(WATERWORKS)
    assert "so get up slowly." in plan
    assert plan.index("tamsulosin") < plan.index("dizzy")


def test_an_instruction_about_a_test_is_no_result() -> None:
    note = note_of(WATERWORKS)
    assert "48 hours" in note[PLAN]
    assert note["RESULTS"] == "Urine dip is clear, no blood, no sugar."


def test_a_refused_treatment_stands_in_the_plan_with_its_reason() -> None:
    assert "No antibiotics, he does not need those." in _plan(WHEEZE)


def test_who_is_told_the_signs_is_whoever_came_along() -> None:
    plan = _plan(WHEEZE.replace("P:", "M:"))
    assert "if his companion sees the ribs pulling" in plan


def test_every_condition_of_a_safety_net_without_stops_is_kept() -> None:
    net = next(s for s in sentences_of(WHEEZE)[PLAN] if "bring him to the ER" in s)
    for sign in ("breathing fast again", "ribs pulling", "albuterol does not last 4 hours", "do not wait"):
        assert sign in net


@pytest.mark.parametrize(
    ("net", "kept"),
    [
        ("if she won't drink or if she's floppy take her straight to casualty", ("floppy", "casualty")),
        ("if the fever's not gone by monday ring us back", ("fever", "ring")),
        ("if the lips go blue what you do is you call nine one one", ("blue", "call")),
        ("If her breathing gets worse, or the lips go blue, go to the emergency room.", ("blue", "emergency room")),
        ("if the rash it is the purple kind and it does not fade bring her in right away", ("purple", "bring her in")),
    ],
)
def test_no_safety_net_is_lost(net: str, kept: tuple[str, str]) -> None:
    talk = WHEEZE.replace("D: i wanna see him back friday", f"D: {net}\nD: i wanna see him back friday")
    plan = _plan(talk)
    assert all(word in plan for word in kept)


@pytest.mark.parametrize(
    "warning",
    [
        "it can make you dizzy when you stand up, so get up slowly",
        "they might upset your stomach, so take them with food",
        "this may make you drowsy so do not drive",
    ],
)
def test_a_warning_with_its_advice_is_heard_without_knowing_the_medicine(warning: str) -> None:
    assert speaks_of_care(warning)


@pytest.mark.parametrize("talk", ["it can make a big difference", "it makes you dizzy, so you came in"])
def test_what_advises_nothing_is_no_warning(talk: str) -> None:
    assert not speaks_of_care(talk)


def _plan(talk: str) -> str:
    return note_of(talk)[PLAN]
