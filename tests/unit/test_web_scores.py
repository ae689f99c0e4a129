"""The box of bedside scores on the patient's page."""

from attending.app.web.views.scores import score_box
from attending.drafts import Element
from attending.risk import Assessment
from attending.risk.scores.score import Score

CREATININE = Element(reference="Observation/c", version=1, path="Observation.value", text="Creatinine 0.9 mg/dL")
EGFR = Assessment("egfr", "eGFR", Score(74.1, "mL/min/{1.73_m2}", "G2"), (), (CREATININE,))
FIB4 = Assessment("fib-4", "FIB-4", None, ("AST", "ALT"), ())


def test_computed_scores_come_first_with_what_they_rest_on():
    box = score_box([FIB4, EGFR])
    assert [item.text for item in box.items] == ["eGFR", "Not assessed, for want of"]
    assert box.items[0].when == "74.1 mL/min/1.73 m²"
    assert box.items[0].sub == "Rests on Creatinine 0.9 mg/dL"


def test_a_missing_input_is_named():
    assert score_box([FIB4]).items[0].sub == "FIB-4 (AST, ALT)"
    assert score_box([FIB4]).items[0].faded
