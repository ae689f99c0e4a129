"""The page that judges a note of anybody against its conversation."""

CONVERSATION = """Doctor: Any fever?
Patient: No.
Doctor: Your blood pressure is one twenty over seventy seven.
Patient: My left knee has been sore for four days."""
NOTE = "HPI\nReports fever.\nLeft knee pain for 4 days.\nVITALS\nBP 120/77, HR 72."


def test_each_sentence_stands_with_its_verdict_reason_and_turns(physician):
    page = physician.post("/verify", {"note": NOTE, "text": CONVERSATION}).text
    assert "1 contradicted" in page and "1 not found" in page and "1 supported" in page
    assert "The note reports fever, but the words deny it." in page
    assert "“72” was not said." in page
    assert "My left knee has been sore for four days." in page


def test_files_are_read_like_pasted_text(physician):
    files = {"note_file": ("n.txt", NOTE, "text/plain"), "file": ("c.txt", CONVERSATION, "text/plain")}
    assert "1 contradicted" in physician.post("/verify", {}, files=files).text


def test_what_is_missing_is_said_in_words_and_nothing_pasted_is_lost(physician):
    answer = physician.post("/verify", {"note": NOTE, "text": ""})
    assert 400 <= answer.status_code < 500
    assert "There is no conversation yet." in answer.text and "Left knee pain for 4 days." in answer.text


def test_nothing_is_stored_and_nothing_is_asked_of_the_record(physician, clinic):
    connection = clinic.record.connection()
    before = connection.execute("SELECT count(*) FROM audit_event").fetchone()
    physician.post("/verify", {"note": NOTE, "text": CONVERSATION})
    assert connection.execute("SELECT count(*) FROM audit_event").fetchone() == before


def test_only_people_who_are_signed_in_see_it(browser):
    page = browser.get("/verify").text
    assert "Sign in" in page and "Check a note" not in page
