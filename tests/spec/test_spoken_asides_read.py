"""Commas that part what is done, words called out to the doctor, and what a speaker at once puts right."""

from tests.visits import note_of


def test_two_things_to_do_stay_apart() -> None:
    note = note_of("""
D: Mr Fairweather, you're hobbling. What's happened?
P: My big toe, doc, the left. Woke me up at three in the morning.
D: So it's gout. Colchicine, five hundred micrograms twice a day.
D: Ice it, keep it up, plenty of water.
P: OK.
""")
    assert "Ice it, keep it up, plenty of water." in note["ASSESSMENT AND PLAN"]
    assert "It woke him up at 3 in the morning." in note["HISTORY OF PRESENT ILLNESS"]
    assert " doc" not in note["HISTORY OF PRESENT ILLNESS"]
    assert "Happened:" not in note["HISTORY OF PRESENT ILLNESS"]


def test_a_specialty_put_right_stands_alone() -> None:
    note = note_of("""
D: So this is shingles. What are you on for the psoriasis?
P: Methotrexate, fifteen milligrams on a Sunday, and it's been fine so far.
D: Don't take the methotrexate this Sunday. I'll speak to the rheumatology, sorry, dermatology team about it.
P: Right.
""")
    plan = note["ASSESSMENT AND PLAN"]
    assert "dermatology team" in plan
    assert "rheumatology" not in plan


def test_one_plain_finding_beside_a_temperature_is_an_examination() -> None:
    note = note_of("""
D: Hello, what can I do for you?
P: I think I've got a water infection. It burns when I go and I'm going every half hour.
D: Your urine dip's got nitrites. Tummy's soft, a bit tender low down. Temp's 37.1.
D: So yes it's cystitis. I'll give you nitrofurantoin, one hundred milligrams twice a day for three days.
""")
    assert note["PHYSICAL EXAMINATION"] == "Gastrointestinal: Abdomen's soft, a bit tender low down."
