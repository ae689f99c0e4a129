"""Answers of long interviews: a no that denies another thing, a no with an exception, a yes that all is well."""

from tests.visits import note_of, sentences_of


def test_who_cannot_measure_or_do_something_denies_no_symptom():
    note = note_of(
        "D: What brings you in?\nP: I've had a bad cough since Monday.\n"
        "D: Any fevers at all?\nP: I don't actually have a thermometer at home, but I've woken up soaked.\n"
        "D: How far do you get before you start feeling short of breath?\nP: I haven't been walking much this week.\n"
        "D: Were you sweaty at the time?\nP: I don't remember, maybe.\n"
        "D: Any chest pain?\nP: No."
    )
    review = note["REVIEW OF SYSTEMS"]
    assert "Denies chest pain" in review
    assert "Denies fever" not in review
    assert "shortness of breath" not in review
    assert "Denies sweating" not in review


def test_a_no_that_goes_on_to_say_when_it_is_so_denies_nothing():
    review = note_of(
        "D: What brings you in?\nP: A cough, for two weeks.\n"
        "D: Any chest pain?\nP: Um, no, not at first, but since Friday it hurts a little after I cough.\n"
        "D: Have you had a cough like this before or is this a new cough?\nP: No, this one is new.\n"
        "D: Any pus in the sputum?\nP: No, nothing like that.\n"
        "D: Any runny nose or stuffy nose?\nP: No, no uh runny or stuffy nose."
    )["REVIEW OF SYSTEMS"]
    assert "Denies chest pain" not in review
    assert "Denies cough" not in review
    assert "Denies sputum" not in review
    assert "Denies runny nose or nasal congestion" in review


def test_feeling_unlike_something_is_denied_and_feeling_bad_is_not():
    review = note_of(
        "D: What's going on?\nP: I just haven't felt good, tired, kind of achy.\n"
        "D: Anything else?\nP: No, I I don't feel like I have a fever, it's just the cough."
    )["REVIEW OF SYSTEMS"]
    assert "Denies fever" in review
    assert "Reports fatigue" in review


def test_a_no_with_an_exception_stands_as_what_is_there():
    note = note_of(
        "D: What brings you in?\nP: I've had a cough for a week.\n"
        "D: Do you have any other longstanding medical conditions?\nP: Oh, not really. Just asthma and, uh, eczema.\n"
        "D: Any surgeries in the past?\nP: No, well, I had my tonsils taken out when I was nine.\n"
        "D: Are you on any medications?\nP: No, I just take a vitamin D supplement."
    )
    told = " ".join(note.values())
    assert "asthma and eczema" in told
    assert "tonsils taken out" in told
    assert "takes a vitamin D supplement" in told
    assert "denies" not in told


def test_a_yes_that_all_is_well_is_a_no_to_trouble():
    told = " ".join(
        note_of(
            "D: What brings you in?\nP: I've had a headache for three days.\n"
            "D: Any issues swallowing?\nP: Oh yeah, no problem swallowing.\n"
            "D: And your past health, any medical conditions?\nP: Yeah, I'm healthy."
        ).values()
    )
    assert "denies issues swallowing" in told
    assert "reports medical conditions" not in told


def test_what_is_asked_by_the_way_is_told_with_its_question():
    told = " ".join(
        note_of(
            "D: What brings you in today?\nP: I've been short of breath for two weeks.\n"
            "D: Did it start gradually or all of a sudden?\nP: Oh, pretty sudden actually.\n"
            "D: On a scale of 1 to 10, how severe is the shortness of breath?\nP: Maybe a 7?\n"
            "D: Does cold air trigger attacks?\nP: Oh yeah.\n"
            "D: How much weight would you say you've lost?\nP: Maybe ten to fifteen pounds.\n"
            "D: How about your stools, have they been normal?\nP: Yeah, yeah.\n"
            "D: Do you smoke?\nP: Yes.\nD: How long have you been smoking for?\nP: Um, since I was 20.\n"
            "D: Do you drink alcohol?\nP: I do, but not a lot.\n"
            "D: Are you on any medications?\nP: Just ramipril.\n"
            "D: How long have you been on that medication for?\n"
            "P: For a pretty long time, I would say more than 10 years.\n"
            "D: And who else is in the home?\nP: My wife and two kids.\n"
            "D: In the family, any cancers?\nP: No.\n"
            "D: Have you ever had surgery?\nP: No.\nD: Do you work?\nP: I drive a bus.\n"
            "D: Any travel?\nP: No.\nD: Any pets?\nP: No.\n"
            "D: Was there anything else that I forgot to ask?\n"
            "P: No, I'm just worried that it's something bad like my dad had."
        ).values()
    )
    for fact in (
        "pretty sudden",
        "shortness of breath: 7",
        "Cold air triggers attacks",
        "lost maybe 10 to 15 pounds",
        "stools have been normal",
        "smoking since",
        "drinks alcohol, but not a lot",
        "for more than 10 years",
        "Lives with: his wife and 2 kids",
        "family history of cancers",
        "worried that it is something bad like his father had",
    ):
        assert fact in told


def test_what_is_neither_asked_nor_answered_is_not_told():
    note = note_of(
        "D: What brings you in?\nP: I've had ear pain for two days and a fever, 38.8.\n"
        "D: Is it just one ear that hurts? Or is it both?\nP: It's one ear.\n"
        "D: Other than the fever, have you had any cough?\nP: No, no cough.\n"
        "D: No worries and then aside from that, any nausea? Any vomiting?\nP: No, nothing like that.\n"
        "D: Do you use inhalers?\nP: Oh geez, I haven't seen my family doctor in a while. But I have an inhaler.\n"
        "D: Any medical conditions that you've been diagnosed with?\nP: Yeah, I was diagnosed with COPD two years ago."
    )
    told = " ".join(note.values())
    assert "both" not in told
    assert "Denies fever" not in told
    assert "denies worries" not in told
    assert "does not use inhalers" not in told
    assert "reports medical conditions" not in told
    assert "Denies cough" in told
    assert "diagnosed with COPD" in told


def test_a_parent_who_speaks_of_a_husband_is_the_mother():
    history = sentences_of(
        "D: What brings you in today?\nP: I brought in my son, he's five. I was really worried, I mean I gave him "
        "Tylenol and I kept him home and I thought I should come.\n"
        "D: Okay. Has he had a cough?\nP: Yeah, since Tuesday.\nD: Is he eating?\nP: Not so much.\n"
        "D: Has he had a fever?\nP: I think so. I measured 38.5 last night.\n"
        "D: Has anybody been sick, his brother, yourself or his father?\nP: No.\n"
        "D: Who is at home?\nP: He lives with me and my husband. My husband smokes, but only outside."
    )
    told = " ".join(sentence for sentences in history.values() for sentence in sentences)
    assert "mother" in told
    assert "his son" not in told.lower()
    assert "mother's husband smokes" in told
    assert "father denies" not in told.lower()


def test_a_son_who_is_brought_is_he_whatever_his_mother_tells_of_herself():
    note = note_of(
        "D: What brought you in today?\nP: Sure, so my my son, he's two months old, he's had a fever and cough. I was "
        "pregnant through the winter.\n"
        "D: Other than the, the fever and cough, have you noticed any vomiting?\nP: No.\n"
        "D: Has he been like, well, how's his appetite been?\nP: Not the greatest.\n"
        "D: Is he sleeping? Has he had any diarrhea?\nP: No diarrhea.\n"
        "D: Were you well in your pregnancy, was it your first pregnancy?\nP: Yes. We live with my husband.\n"
        "D: Does he have any allergies?\nP: No."
    )
    told = " ".join(note.values())
    assert "His mother was pregnant" in told
    assert "her mother" not in told.lower()
    assert "Denies vomiting or diarrhea" in told
    assert "Denies fever" not in told
    assert "His appetite has been not the greatest" in told
