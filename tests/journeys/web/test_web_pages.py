"""The other pages: patients, audit, a new conversation, what goes wrong."""

import re

import pytest
from tests.journeys.web.hospital import FAMILY, MRN, PASSWORD, SYSTEM

from attending.record.write import put
from attending.security import Keys, PractitionerRole
from attending.security.accounts import create_account


def test_patients_are_found_by_name_number_and_birth_date(physician):
    for text in (FAMILY[:4].lower(), MRN, "1951-07-19"):
        answer = physician.post("/patients/search", {"text": text})
        assert "1 patient<" in answer.text
        assert 'href="/patients/p1"' in answer.text
    assert "Nobody found" in physician.post("/patients/search", {"text": "qqq"}).text


def test_a_patient_page_shows_summary_results_and_time_line(physician):
    page = physician.get("/patients/p1").text

    assert "Osteoarthritis of knee" in page
    assert re.search(r'<b class="bad-text">7</b>.*?mmol/L.*?high', page, re.DOTALL)
    assert '<title id="trend-r0">Potassium: 3 values, from 5 to 7 mmol/L, newest 7</title>' in page
    assert page.count('class="moment result"') == 3


def test_of_a_card_with_many_measures_twelve_stand_open_and_the_rest_is_folded(physician):
    cards = physician.get("/models").text.split("<article")[1:]
    folded = [card for card in cards if "more measured results" in card]
    assert folded and len(folded) < len(cards)
    for card in folded:
        shown, rest = (part.count("<tr><td>") for part in card.split("<details>")[:2])
        assert (shown, f"{rest} more measured results" in card) == (12, True)


def offered(page):
    return re.findall(r'<li><a href="([^"]+)"', page[page.index('aria-label="Main"') : page.index("</nav>")])


@pytest.mark.parametrize("role", [role for role in PractitionerRole if role is not PractitionerRole.SYSTEM])
def test_every_role_is_offered_what_it_may_open_and_nothing_else(browser, clinic, clock, role):
    keys = Keys.load_or_create(clinic.settings.master_key_file)
    create_account(
        clinic.record.connection(), keys, practitioner="someone", sign_in_name="someone", display="Some One",
        role=role, password=PASSWORD, now=clock(),
    )  # fmt: skip

    inbox = browser.sign_in("someone").text

    assert offered(inbox)[0] == "/inbox"
    for path in [*offered(inbox), *re.findall(r'href="(/conversations/new|/imaging)"', inbox)]:
        assert browser.get(path).status_code == 200, path
    if "/patients" in offered(inbox):
        for path in set(re.findall(r'href="(/patients/[^"]+)"', browser.get("/patients").text)):
            assert browser.get(path).status_code == 200, path


def test_a_radiologist_opens_a_patient_without_the_learned_risks(browser):
    inbox = browser.sign_in("rays").text

    assert "/risks" not in offered(inbox)
    page = browser.get("/patients/p1").text
    assert "Osteoarthritis of knee" in page
    assert "Learned risks" not in page


def test_the_time_line_can_be_filtered(physician):
    page = physician.get("/patients/p1?show=allergy").text

    assert 'class="moment allergy"' in page
    assert 'class="moment result"' not in page


def test_the_audit_page_tells_who_saw_what_and_verifies_the_chain(physician, clinic):
    physician.get("/patients/p1")
    assert "Dr Ada Adams" in physician.get("/audit").text

    assert "The trail is whole:" in physician.post("/audit/verify").text
    connection = clinic.record.connection()
    connection.execute("UPDATE audit_event SET body = CAST(body AS TEXT) || ' ' WHERE seq = 3")
    assert "The trail has been tampered with." in physician.post("/audit/verify").text


def test_a_failed_sign_in_is_audited_without_the_name_that_was_typed(browser):
    browser.sign_in("my-password-by-mistake", "x")
    browser.sign_in()

    page = browser.get("/audit").text

    assert "refused" in page
    assert "my-password-by-mistake" not in page


def test_pages_that_are_not_there_say_so(physician):
    for path in ("/nowhere", "/patients/nobody", "/reviews/none"):
        answer = physician.get(path)
        assert answer.status_code == 404
        assert "There is nothing here" in answer.text


def test_no_page_loads_anything_from_another_host(physician, review_id):
    for path in ("/inbox", "/patients", "/patients/p1", f"/reviews/{review_id}", "/audit", "/gallery", "/sign-in"):
        page = physician.get(path).text
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page), path
        assert "<style" not in page
        assert not re.search(r'\sstyle="|\son[a-z]+="', page), path


def test_a_transcript_file_becomes_a_draft_and_noise_is_refused_in_words(physician):
    said = (
        "<v Doctor>What brings you in today?",
        "<v Patient>I have had a dry cough for two weeks, and a fever of 38.5 since Monday.",
        "<v Doctor>Any chest pain or trouble breathing?",
        "<v Patient>No chest pain, and my breathing is fine.",
        "<v Doctor>We will get a chest x-ray today, and I will see you again on Friday.",
    )
    talk = "WEBVTT\n\n" + "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\n{words}" for n, words in enumerate(said))
    form = {"patient": "p1", "consent": "1"}

    drafted = physician.post("/conversations", form, files={"file": ("visit.vtt", talk, "text/vtt")})
    noise = physician.post("/conversations", form, files={"file": ("visit.vtt", bytes(range(256)) * 40, "text/vtt")})
    nothing = physician.post("/conversations", form, files={"file": ("", b"", "text/plain")})

    assert "The draft is there." in drafted.text
    assert "dry cough" in drafted.text
    assert noise.status_code == 422
    assert 'role="alert"' in noise.text
    assert "There is no transcript yet." in nothing.text


def test_after_an_error_patient_visit_style_and_consent_need_not_be_chosen_again(physician, clinic):
    with clinic.record.transaction(grant=SYSTEM) as tx:
        for number in (1, 2):
            visit = {
                "resourceType": "Encounter",
                "id": f"visit-{number}",
                "status": "finished",
                "class": {"code": "AMB"},
            }
            day = {"start": f"2026-0{number}-03T10:00:00Z"}
            put(tx, {**visit, "subject": {"reference": "Patient/p1"}, "period": day})
    assert '<option value="visit-2" selected>' in physician.get("/conversations/new?patient=p1").text
    assert '<option value="visit-2" selected>' in physician.get("/recordings/new?patient=p1").text
    assert '<option value="visit-2" selected>' in physician.post("/conversations/encounters", {"patient": "p1"}).text

    form = {"patient": "p1", "style": "uk-gp", "consent": "1"}
    noise = {"file": ("visit.vtt", bytes(range(256)) * 40, "text/vtt")}
    for chosen in ("", "visit-1"):
        page = physician.post("/conversations", {**form, "encounter": chosen}, files=noise).text
        assert re.findall(r'<option value="([^"]*)" selected>', page) == ["p1", *filter(None, [chosen]), "uk-gp"]
        assert re.search(r'name="consent" value="1" required checked', page)


def test_a_file_for_each_speaker_makes_one_conversation(physician):
    def spoken(rows: dict[int, str]) -> str:
        return "WEBVTT\n\n" + "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\n{words}" for n, words in rows.items())

    doctor = spoken(
        {0: "What brings you in today?", 2: "Any chest pain or trouble breathing?", 4: "We will get an x-ray."}
    )
    patient = spoken({1: "I have had a dry cough for two weeks.", 3: "No chest pain, and my breathing is fine."})
    files = [("file", ("doctor.vtt", doctor, "text/vtt")), ("file", ("patient.vtt", patient, "text/vtt"))]

    drafted = physician.post("/conversations", {"patient": "p1", "consent": "1"}, files=files)
    three = physician.post("/conversations", {"patient": "p1", "consent": "1"}, files=[*files, files[0]])

    assert "dry cough" in drafted.text and "Denies chest pain" in drafted.text
    assert "More than two files" in three.text


def test_a_recording_needs_the_patients_agreement(physician):
    answer = physician.post("/conversations", {"patient": "p1", "text": "Doctor: Hello."})

    assert answer.status_code == 422
    assert "The patient must have agreed" in answer.text


def test_a_file_that_is_too_large_is_refused(physician):
    answer = physician.post("/conversations", {"patient": "p1"}, files={"file": ("a.txt", b"x" * 18_000_000)})

    assert answer.status_code == 413
    assert "This file is too large" in answer.text


def test_the_page_says_that_no_recording_can_be_transcribed(physician):
    assert "No speech model configured" in physician.get("/conversations/new").text
