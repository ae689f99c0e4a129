"""Denied, doubtful, imagined, asked, somebody else's."""

import pytest

from attending.terms.anatomy import Side, find_sides
from attending.terms.answers import Answer, Said, answer_of, stated_symptoms
from attending.terms.lexicon import read_table
from attending.terms.negation import Status, assertion_of
from attending.terms.symptoms import SYSTEMS, find_symptoms


def stated(text):
    return {m.symptom.name: assertion_of(text, m.start, m.end).status.value for m in find_symptoms(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Denies chest pain, cough, or fever.", {"chest pain": "negated", "cough": "negated", "fever": "negated"}),
        ("No murmurs, gallops, or rubs.", {"murmur": "negated", "gallop": "negated", "rub": "negated"}),
        ("i do n't have any fever i do have a cough", {"fever": "negated", "cough": "present"}),
        ("no i have a stuffy nose", {"nasal congestion": "present"}),
        ("She reports nausea but no vomiting.", {"nausea": "present", "vomiting": "negated"}),
        ("Denies fever, but reports a cough.", {"fever": "negated", "cough": "present"}),
        ("Chest pain: none.", {"chest pain": "negated"}),
        ("The rash is not improving.", {"rash": "present"}),
        ("Denies weight loss. Endorses weight gain.", {"weight loss": "negated", "weight gain": "present"}),
        ("call me if you get a fever", {"fever": "hypothetical"}),
        ("possible anxiety", {"anxiety": "uncertain"}),
        ("any chest pain?", {"chest pain": "asked"}),
        ("Non-cardiac chest pain.", {"chest pain": "present"}),
        ("non-bloody diarrhea", {"diarrhea": "present"}),
        ("Chest pain: never.", {"chest pain": "negated"}),
        ("i ca n't sleep because of the headaches", {"headache": "present"}),
    ],
)
def test_what_is_said_of_a_symptom(text, expected):
    assert stated(text) == expected


def test_a_relative_is_another_person():
    text = "my mother had chest pain"
    (mention,) = find_symptoms(text)
    assert assertion_of(text, mention.start, mention.end).other_person


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("um , no", Answer.NO),
        ("yeah , no", Answer.NO),
        ("i do n't think so", Answer.NO),
        ("not really", Answer.NO),
        ("mm-hmm", Answer.YES),
        ("well , sometimes", Answer.YES),
        ("on monday", Answer.OTHER),
    ],
)
def test_answers_are_recognised(reply, answer):
    assert answer_of(reply) is answer


def test_the_answer_settles_what_the_question_asked():
    dialogue = [
        Said(True, "any chest pain or dizziness ?"),
        Said(False, "no"),
        Said(True, "fever or chills ?"),
        Said(False, "yeah some chills"),
    ]
    asked = {s.symptom.name: s.assertion.status for s in stated_symptoms(dialogue) if s.turn in {0, 2}}
    assert asked == {
        "chest pain": Status.NEGATED,
        "dizziness": Status.NEGATED,
        "fever": Status.UNCERTAIN,
        "chills": Status.PRESENT,
    }


def test_a_statement_before_another_question_is_no_question():
    dialogue = [Said(True, "you are endorsing vomiting . any other symptoms ?"), Said(False, "no")]
    assert [s.assertion.status for s in stated_symptoms(dialogue)] == [Status.PRESENT]


def test_lay_names_lead_to_the_clinical_one_and_its_system():
    (lay,), (clinical,) = find_symptoms("throwing up"), find_symptoms("vomiting")
    assert lay.symptom == clinical.symptom
    rows = read_table("symptoms.tsv")
    assert {system for _, system, _ in rows} <= set(SYSTEMS)
    assert len(rows) >= 200


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("pain in my left knee", [(Side.LEFT, "knee")]),
        ("all right so the left foot", [(Side.LEFT, "foot")]),
        ("right now she left the room , is that right ?", []),
        ("bilateral lower extremity edema", [(Side.BOTH, "leg")]),
        ("tenderness of the calf on the left", [(Side.LEFT, "calf")]),
        ("left , uh , big toe", [(Side.LEFT, "toe")]),
        ("it is on the right hand side", [(Side.RIGHT, None)]),
    ],
)
def test_sides_belong_to_body_parts(text, sides):
    assert [(one.side, one.part) for one in find_sides(text)] == sides


def test_an_answer_denies_what_was_asked_and_not_what_the_question_takes_for_given():
    dialogue = [
        Said(clinician=True, text="Have you measured your temperature when you felt these chills?"),
        Said(clinician=False, text="No, I haven't."),
        Said(clinician=True, text="Have you tried anything for the nausea?"),
        Said(clinician=False, text="No."),
        Said(clinician=True, text="Has anyone around you been sick?"),
        Said(clinician=False, text="No."),
        Said(clinician=True, text="With your cough, any wheezing?"),
        Said(clinician=False, text="No."),
    ]
    denied = [s.symptom.name for s in stated_symptoms(dialogue) if s.assertion.status is Status.NEGATED]
    assert denied == ["wheezing"]


@pytest.mark.parametrize(
    ("asked", "reply", "status"),
    [
        ("Have you had any weight loss?", "Weight loss, no.", Status.NEGATED),
        ("Did the neck pain start immediately after?", "Uh no, it started later.", Status.ASKED),
        ("Is there any swelling?", "No.", Status.NEGATED),
        ("Any chest pain?", "I have chest pain, no fever.", Status.PRESENT),
    ],
)
def test_what_is_named_again_and_denied_is_denied_and_a_known_complaint_is_not(asked, reply, status):
    dialogue = [Said(clinician=True, text=asked), Said(clinician=False, text=reply)]
    assert stated_symptoms(dialogue)[0].assertion.status is status


def test_a_no_to_one_of_several_leaves_the_rest_open():
    dialogue = [
        Said(clinician=True, text="Have you been having any nausea or vomiting or any fevers?"),
        Said(clinician=False, text="No nausea or vomiting, but I do feel a little bit hot today."),
        Said(clinician=True, text="Any cough or wheezing?"),
        Said(clinician=False, text="No, but I have a headache."),
    ]
    denied = {s.symptom.name for s in stated_symptoms(dialogue) if s.assertion.status is Status.NEGATED}
    assert denied == {"nausea", "vomiting", "cough", "wheezing"}
