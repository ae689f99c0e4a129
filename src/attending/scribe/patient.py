"""Who the patient is, as far as the note must know: sex for the pronouns, age and name for the opening line.

From the chart first; where the chart is silent, from how people speak of and to the patient. Read by `visit`, `draft`.
"""

from dataclasses import dataclass
from datetime import date

from attending.drafts import Conversation, Element
from attending.record.chart import Chart
from attending.scribe.rewrite.person import Sex
from attending.scribe.sex_heard import sex_heard


@dataclass(frozen=True, slots=True)
class Patient:
    """Sex, age and name where known, and the elements of the chart that say so."""

    sex: Sex
    age_years: int | None
    name: str
    evidence: tuple[Element, ...]


def read_patient(conversation: Conversation, chart: Chart | None, now: date) -> Patient:
    """Read the patient from the chart; the sex else from the conversation."""
    resource = chart.patient if chart else {}
    reference = f"Patient/{resource.get('id', '')}"
    version = int(resource.get("meta", {}).get("versionId", 1) or 1) if resource else 1
    gender = str(resource.get("gender", ""))
    born = _birth_date(str(resource.get("birthDate", "")))
    names = resource.get("name") or [{}]
    name = " ".join([*names[0].get("given", [])[:1], names[0].get("family", "")]).strip() or str(
        names[0].get("text", "")
    )
    age = None if born is None else now.year - born.year - ((now.month, now.day) < (born.month, born.day))
    known = {
        "Patient.gender": gender,
        "Patient.birthDate": f"{born}, {age} years old" if born else "",
        "Patient.name": name,
    }
    evidence = [Element(reference=reference, version=version, path=p, text=t) for p, t in known.items() if t]
    sex: Sex = "female" if gender == "female" else "male" if gender == "male" else sex_heard(conversation)
    return Patient(sex, age, name, tuple(evidence))


def _birth_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
