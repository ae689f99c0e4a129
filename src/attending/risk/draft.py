"""A learned risk as a Draft: one FHIR RiskAssessment, with a claim for the risk and one for each of its drivers.

Nothing of it stands in the record before a physician has signed it.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from attending.drafts import Author, Claim, Draft, Element, ModelOutput
from attending.errors import BadInput
from attending.risk.local.score import Driver, Prediction

_METHOD = "https://attending.invalid/fhir/CodeSystem/risk-model"


def draft_risk(prediction: Prediction, *, now: datetime, encounter: str | None = None) -> Draft:
    """Propose a RiskAssessment.

    Args:
        prediction: with a probability; what is not assessed cannot be put on record.
        now: when it is drafted.
        encounter: logical id of the visit it belongs to.
    """
    if prediction.probability is None:
        raise BadInput("This risk is not assessed.", hint=f"Reason: {prediction.not_assessed}.")
    identity = f"{prediction.model}|{prediction.version}|{prediction.patient}|{prediction.as_of.isoformat()}"
    drivers = [driver for driver in prediction.drivers if driver.evidence]
    return Draft(
        id=f"risk-{hashlib.sha256(identity.encode()).hexdigest()[:24]}",
        kind="risk",
        patient=prediction.patient,
        author=Author(name=prediction.model, version=prediction.version),
        created=now,
        resources=(_resource(prediction, encounter),),
        claims=(_risk_claim(prediction), *(_driver_claim(number, d) for number, d in enumerate(drivers, start=1))),
        not_assessed=tuple(f"{name}: not recorded" for name in prediction.missing),
    )


def _resource(prediction: Prediction, encounter: str | None) -> dict[str, Any]:
    probability = round(prediction.probability or 0.0, 4)
    until = prediction.as_of + timedelta(hours=prediction.horizon_hours)
    basis = dict.fromkeys(e.reference for driver in prediction.drivers for e in driver.evidence)
    rationale = "; ".join(_driver_text(driver) for driver in prediction.drivers)
    foretold = {
        "outcome": {"text": prediction.outcome},
        "probabilityDecimal": probability,
        "whenPeriod": {"start": prediction.as_of.isoformat(), "end": until.isoformat()},
        **({"rationale": rationale} if rationale else {}),
    }
    model = f"{prediction.model} {prediction.version}"
    resource = {
        "resourceType": "RiskAssessment",
        "status": "preliminary",
        "method": {"coding": [{"system": _METHOD, "code": prediction.model}], "text": model},
        "subject": {"reference": f"Patient/{prediction.patient}"},
        "encounter": {"reference": f"Encounter/{encounter}"} if encounter else None,
        "occurrenceDateTime": prediction.as_of.isoformat(),
        "basis": [{"reference": reference} for reference in basis if not reference.startswith("Patient/")],
        "prediction": [foretold],
        "note": [{"text": f"Interval of the outcome at 90 %: {prediction.lower:.2f} to {prediction.upper:.2f}."}],
    }
    return {name: value for name, value in resource.items() if value not in (None, [])}


def _risk_claim(prediction: Prediction) -> Claim:
    elements = tuple(dict.fromkeys(e for driver in prediction.drivers for e in driver.evidence))
    output = ModelOutput(
        name=prediction.model, version=prediction.version, value=f"{prediction.probability:.4f}",
        lower=prediction.lower, upper=prediction.upper,
    )  # fmt: skip
    return Claim(
        id="risk",
        text=f"{prediction.probability:.0%} risk of {prediction.outcome}.",
        place="RiskAssessment.prediction[0].probability",
        evidence=(output, *elements),
        confidence=None,
    )


def _driver_claim(number: int, driver: Driver) -> Claim:
    evidence: tuple[Element, ...] = driver.evidence
    return Claim(
        id=f"driver-{number}",
        text=f"{_driver_text(driver)}.",
        place="RiskAssessment.prediction[0].rationale",
        evidence=evidence,
    )


def _driver_text(driver: Driver) -> str:
    effect = "raises" if driver.contribution > 0 else "lowers"
    return f"{driver.name} ({driver.text}) {effect} the risk"
