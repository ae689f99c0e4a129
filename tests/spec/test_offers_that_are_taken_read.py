"""What is offered and taken, swapped, given up by the patient's word, or asked of somebody else, as it is spoken.

Every conversation here was written for this test.
"""

import pytest
from tests.proposed import facts
from tests.visits import note_of

MEDICINES = (
    "Start",
    "Prescribe",
    "Change",
    "Stop",
    "Hold",
    "Take",
    "Took",
    "Order",
    "Refer",
    "Admit",
    "Follow",
    "Allergic",
    "Into",
)


def told(*lines: str) -> list[str]:
    return [fact for fact in facts(*lines) if fact.startswith(MEDICINES)]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (
            ("D: Would you like to try sertraline?", "P: Yes please.", "D: Okay, fifty milligrams in the morning."),
            ["Start sertraline 50 mg in the morning."],
        ),
        (
            ("D: I'd like you on ramipril. Are you okay with that?", "P: I suppose so.", "D: Good, ten mg a day."),
            ["Start ramipril 10 mg a day."],
        ),
        (
            ("D: Shall I put you on omeprazole, twenty a day?", "P: Go on then."),
            ["Start omeprazole 20 a day."],
        ),
        (
            (
                "D: Okay, what about lamotrigine? It goes up slowly: twenty five milligrams once a day for two weeks, "
                "then fifty for two weeks, then a hundred.",
                "P: I'll give that a go.",
            ),
            ["Start lamotrigine 25 mg once a day for 2 weeks, then 50 for 2 weeks, then 100."],
        ),
        (("D: Do you want me to give you some codeine for it?", "P: No, I'm alright."), []),
        (("D: What about the metformin?", "P: Fine."), []),
    ],
)
def test_a_medicine_that_is_offered_is_ordered_once_the_patient_agrees(lines, wanted):
    assert told(*lines) == wanted


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (
            (
                "P: I take amlodipine, five milligrams.",
                "D: What I'd suggest is we put you on candesartan instead of the amlodipine. Eight mg once a day.",
            ),
            ["Stop amlodipine.", "Start candesartan 8 mg once a day."],
        ),
        (
            ("D: You were on simvastatin before, we've changed that to atorvastatin eighty milligrams at night.",),
            ["Stop simvastatin.", "Start atorvastatin 80 mg at night."],
        ),
        (
            ("D: Ramipril, you've been started on 2.5 milligrams and your GP will increase that.",),
            ["Takes ramipril 2.5 mg."],
        ),
        (("P: My ankles swell on the amlodipine. I stopped it, doctor.",), ["Stopped taking amlodipine."]),
        (("D: You had the cortisone shot in March?", "P: Yeah, worked great for a bit."), ["Took cortisone."]),
        (("D: Are you still on the zopiclone?", "P: Half a one, some nights."), ["Takes zopiclone."]),
        (
            ("D: You're still on the metformin, a thousand twice a day?", "P: Yep. And the lisinopril, twenty."),
            ["Takes metformin 1000 twice a day.", "Takes lisinopril 20."],
        ),
    ],
)
def test_what_is_swapped_or_told_in_passing_stands_as_it_is(lines, wanted):
    assert told(*lines) == wanted


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (
            (
                "D: I'll start you on allopurinol, a hundred a day.",
                "P: I did try that once, I came out in a terrible rash with it.",
                "D: With allopurinol? Then we won't use that one.",
            ),
            ["Allergic to allopurinol (rash)."],
        ),
        (("D: We'd use febuxostat, but let me check that with the renal team first.",), []),
        (("D: On the ward they'd use nifedipine.",), []),
        (("P: I take lithium.", "D: And avoid ibuprofen with lithium."), ["Takes lithium."]),
        (
            ("P: I take lamotrigine.", "D: The pill matters because it can lower the lamotrigine."),
            ["Takes lamotrigine."],
        ),
        (
            (
                "D: Let's stop the bendroflumethiazide. How is it at home?",
                "P: Okay.",
                "D: So leave it off and we'll see.",
            ),
            ["Stop bendroflumethiazide."],
        ),
    ],
)
def test_what_is_given_up_asked_first_or_only_named_is_no_order(lines, wanted):
    assert told(*lines) == wanted


def test_how_strong_a_syrup_is_is_not_its_dose():
    said = "D: We'll go for clarithromycin, it's a liquid, 125 mg in five mls, and he needs two and a half mls daily."
    assert told(said) == ["Start clarithromycin 2.5 ml (125 mg in 5 mL) once a day."]


def test_the_day_on_which_a_dose_is_left_out_stands_in_the_order():
    said = "D: Increase the folic acid to five milligrams every day except the day you take methotrexate."
    wanted = "Change the dose of folic acid to 5 mg every day except the day you take methotrexate."
    assert wanted in told("P: I take folic acid.", said)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("I'll ask social services to do a carer's assessment for you.", ["Refer to social services."]),
        ("I'll ask Sam, your care coordinator, to see you every week.", ["Refer to care coordinator."]),
        ("I'd like to refer you for psychological therapy.", ["Refer to psychological therapy."]),
        ("I'm going to send you up to the day assessment unit now.", ["Refer to day assessment unit, urgently."]),
        ("I'm going to admit you to the ward for antibiotics.", ["Admit to hospital."]),
        ("You'll have a growth scan with Dopplers.", ["Order ultrasound."]),
        ("Your GP needs to check your kidney function in two weeks.", ["Order kidney function in 2 weeks."]),
        ("Have a blood test for uric acid in three weeks.", ["Order uric acid in 3 weeks."]),
        ("Can you book him in with the nurse for his one year jabs?", ["Order childhood vaccines."]),
        ("You've got an appointment with Dr Menon in six weeks.", ["Follow-up in 6 weeks."]),
        (
            "We'll repeat the A1c in three months and I'll see you right after that.",
            ["Order hemoglobin A1c in 3 months.", "Follow-up in 3 months."],
        ),
        ("If you get worse I'll send you to the assessment unit.", []),
        ("I'll ask the nurse to give you a call if I need to.", []),
    ],
)
def test_whom_a_clinician_asks_and_where_the_patient_is_sent(line, wanted):
    assert told(f"D: {line}", "P: Okay.") == wanted


def test_the_level_is_that_of_the_medicine_spoken_of():
    said = "D: I'd like to bring your lithium down to 600 at night and repeat the level in a week."
    assert "Order lithium level in a week." in told("P: I take lithium.", said)


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (
            ("P: Penicillin and codeine.", "D: What happens?", "P: Hives with the penicillin, vomiting with codeine."),
            ["Allergic to penicillin (hives).", "Intolerance to codeine (vomiting)."],
        ),
        (
            ("P: I came out in spots when I had amoxicillin, the doctor said not to have it again.",),
            ["Allergic to amoxicillin (rash)."],
        ),
    ],
)
def test_each_reaction_stands_with_its_own_cause(lines, wanted):
    assert [fact for fact in told("D: Any allergies?", *lines) if not fact.startswith("Took")] == wanted


GASTRITIS = """
D: What can I do for you today Mr Bell?
P: It burns after I eat and I've been taking ibuprofen most days for my back.
D: How long has that been going on?
P: About six weeks.
D: Your tummy is soft. I think this is gastritis. Let's get you off that ibuprofen. Would you like to try omeprazole?
P: Yes please.
D: Okay, twenty milligrams in the morning for a month. And you'll avoid spicy food, won't you.
P: I will.
D: Would you be happy to do a stool test?
P: Yeah, fine.
D: Shall I refer you to the physio for the back?
P: Please.
D: I'll see you in four weeks.
"""


def test_the_plan_holds_what_was_offered_and_agreed_to():
    plan = note_of(GASTRITIS)["ASSESSMENT AND PLAN"]
    assert "Omeprazole: 20 mg in the morning for a month." in plan
    assert "We will refer him to the physio for the back." in plan
    assert "We will do a stool test." in plan
    assert "He will avoid spicy food." in plan


def test_a_dose_without_a_name_is_of_what_is_begun_not_of_what_it_stands_in_for():
    plan = note_of(
        """
        D: What are you taking?
        P: Amlodipine, but my ankles swell up on it.
        D: It's 162 over 94. I'd put you on candesartan instead of the amlodipine. Eight milligrams once a day.
        P: Okay.
        D: I'll see you in two weeks.
        """
    )["ASSESSMENT AND PLAN"]
    assert "Candesartan 8 mg once a day." in plan
    assert "Amlodipine 8 mg" not in plan


def test_the_dose_of_a_medicine_that_was_settled_on_stands_in_the_plan():
    plan = note_of(
        """
        D: Your A1c came back at 8.4, so we need to do something more.
        P: I figured.
        D: Let's go with the Jardiance then. Ten milligrams every morning. Stay off the Aleve.
        P: And the hydroxychloroquine?
        D: Stay on that, two hundred twice a day. Do you have any questions?
        P: No.
        """
    )["ASSESSMENT AND PLAN"]
    assert "Jardiance: 10 mg every morning." in plan
    assert "Stay on the hydroxychloroquine, 200 twice a day." in plan


def test_a_clinician_who_calls_the_patient_dad_to_the_daughter_means_the_patient():
    plan = note_of(
        """
        D: Good morning Mr Pace. You've brought your daughter.
        P: She's my boss.
        M: I'm Carol. He's had two falls this week.
        D: Any dizziness when you stand?
        P: A bit swimmy, yes.
        M: I'm exhausted to be honest.
        D: I'll refer your dad to the falls team. I'm going to do some bloods and I'll see him in two weeks.
        M: Okay.
        """
    )["ASSESSMENT AND PLAN"]
    assert "We will refer the patient to the falls team." in plan


def test_a_medicine_that_is_refused_with_a_bare_no_leaves_the_plan():
    plan = note_of(
        """
        D: How many weeks are we today?
        P: Thirty one.
        D: Your blood pressure today is 148 over 96. I think this could be pre-eclampsia.
        P: Okay.
        D: I'd start you on labetalol, 200 milligrams twice a day.
        P: I've got asthma, is that alright?
        D: Ah, thank you, then no, not labetalol. I'll see you next Wednesday.
        """
    )["ASSESSMENT AND PLAN"]
    assert "abetalol" not in plan


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (
            (
                "D: I'll prescribe Utrogestan, one capsule at night.",
                "P: Every night?",
                "D: Two capsules for the last fourteen days of the month, actually.",
            ),
            ["Start Utrogestan 2 capsules for the last 14 days of the month."],
        ),
        (
            (
                "D: I'd like you to have flucloxacillin, are you okay with penicillin?",
                "P: I think so. I've had amoxicillin before.",
                "D: Good. Five hundred milligrams four times a day for ten days.",
            ),
            ["Start flucloxacillin 500 mg 4 times a day for 10 days.", "Took amoxicillin."],
        ),
        (
            (
                "D: What about mirtazapine at night? That would help with sleep too.",
                "P: Does it make you gain weight?",
                "D: It can.",
                "P: Ugh. Okay. I'll try it.",
                "D: Seven and a half milligrams at bedtime.",
            ),
            ["Start mirtazapine 7.5 mg at bedtime."],
        ),
        (
            (
                "P: I took Cerazette before.",
                "D: So Cerazette, one a day, start today, and stay on it until the coil is fitted.",
            ),
            ["Took Cerazette.", "Prescribe Cerazette once a day."],
        ),
        (
            ("D: I think you'd benefit from dapagliflozin, ten mg once a day.",),
            ["Start dapagliflozin 10 mg once a day."],
        ),
        (
            ("D: Let's add Wellbutrin XL, one fifty in the morning.",),
            ["Start Wellbutrin XL 150 in the morning."],
        ),
        (
            (
                "D: Let's add Wellbutrin XL, one fifty in the morning.",
                "P: I had a seizure once.",
                "D: Let's hold off on the Wellbutrin.",
            ),
            [],
        ),
        (
            (
                "D: And you had Macrobid last time?",
                "P: Yes, in August.",
                "D: And that worked?",
                "P: It made me nauseous.",
            ),
            ["Took Macrobid.", "Intolerance to Macrobid (nausea)."],
        ),
    ],
)
def test_a_dose_belongs_to_what_was_offered_ordered_or_put_right(lines, wanted):
    assert told(*lines) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("They'll do an MRI if it's still tender.", []),
        ("We'll bring you back to the fracture clinic in ten days.", ["Refer to fracture clinic."]),
        ("I'll ring the hospital at home team, they'll come tomorrow.", ["Refer to hospital at home team."]),
        ("I'd also like her to see the allergist about the eggs.", ["Refer to allergology."]),
        ("Can you schedule her flu shot for next month?", ["Order influenza vaccine."]),
        (
            "We'll repeat the bloods in ten days and if they've settled you restart.",
            ["Order blood work in 10 days."],
        ),
    ],
)
def test_a_clinic_that_is_booked_and_a_test_that_waits(line, wanted):
    assert told(f"D: {line}", "P: Okay.") == wanted


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (
            ("P: I take allopurinol.", "D: We can drop the allopurinol from 300 to 100."),
            ["Takes allopurinol.", "Change the dose of allopurinol to 100."],
        ),
        (("P: I've been taking saw palmetto.", "D: I'd leave that off, it doesn't do much."), ["Stop saw palmetto."]),
        (("D: And the tamsulosin?", "P: It made me dizzy at first but that's gone."), []),
        (
            (
                "D: I think we could add in finasteride. How would you feel about that?",
                "P: I'm not too bothered. Yeah, go for it.",
                "D: Okay, five milligrams once a day.",
            ),
            ["Start finasteride 5 mg once a day."],
        ),
        (
            (
                "P: They gave me trimethoprim on Monday.",
                "D: Stop the trimethoprim, I'd like to change you to cefalexin, are you alright with that?",
                "P: Yes.",
                "D: Good, 500 milligrams three times a day for seven days. I'll leave it at the out of hours pharmacy.",
            ),
            ["Stop trimethoprim.", "Start cefalexin 500 mg 3 times a day for 7 days."],
        ),
        (
            ("D: Your iron's low, so ferrous sulfate, 325 every other day.",),
            ["Start ferrous sulfate 325 every other day."],
        ),
        (("D: I'll give you one Diflucan, 150, to take if you get itching.",), ["Start Diflucan 150."]),
        (("D: You've got a repeat echo in three months.",), ["Order echocardiogram in 3 months."]),
    ],
)
def test_what_is_moved_left_off_or_given_in_reserve(lines, wanted):
    assert told(*lines) == wanted


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (
            ("D: Fostair, two puffs twice a day, and you take an extra puff when you need it.",),
            ["Start Fostair 2 puffs by inhalation twice a day."],
        ),
        (
            ("D: You'll want something for constipation, so Laxido, one sachet a day, actually make it two.",),
            ["Start Laxido 2 sachet a day."],
        ),
        (
            (
                "D: You're on clopidogrel, is that right?",
                "P: Yes, seventy five.",
                "D: You'll need to stop that seven days before surgery, but not yet.",
            ),
            ["Takes clopidogrel 75."],
        ),
        (("P: I take Excedrin every other day.", "D: I'd cut the Excedrin out completely."), ["Stop Excedrin."]),
        (("D: For prevention, how about propranolol?", "P: I have asthma.", "D: Right, then not propranolol."), []),
        (
            (
                "D: You're on Lantus twenty at night and NovoRapid six with meals?",
                "P: That's right. And gliclazide, but they stopped that when I came in.",
            ),
            ["Takes Lantus 20 at night.", "Takes NovoRapid 6 with meals.", "Stopped taking gliclazide."],
        ),
        (
            ("P: I take NovoRapid.", "D: Put the NovoRapid up to ten with lunch and eight with supper."),
            ["Takes NovoRapid.", "Change the dose of NovoRapid to 10 with lunch and 8 with dinner."],
        ),
        (
            ("D: He needs an ultrasound today and I'm sending him up to the children's assessment unit.",),
            ["Order ultrasound.", "Refer to children's assessment unit."],
        ),
    ],
)
def test_what_is_counted_again_stopped_later_or_told_of_two_medicines(lines, wanted):
    assert sorted(told(*lines)) == sorted(wanted)
