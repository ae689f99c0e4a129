"""Names, dates and ages as people read them; dates are unambiguous in every country (14 Mar 1958)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from attending.app.web.views.note import Band

SEXES = {"female": "Female", "male": "Male", "other": "Other", "unknown": "Unknown"}


def patient_name(patient: Mapping[str, Any]) -> str:
    """FAMILY, Given: the way a clinician looks for a patient in a list."""
    name = _official(patient.get("name") or [])
    family, given = str(name.get("family", "")).upper(), " ".join(name.get("given", []))
    return ", ".join(part for part in (family, given) if part) or str(name.get("text", "")) or "No name"


def _official(names: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return next((n for n in names if n.get("use") == "official"), names[0] if names else {})


def record_number(patient: Mapping[str, Any]) -> str:
    """The medical record number, in groups of three; the first identifier where none is marked as one."""
    identifiers = patient.get("identifier") or []
    marked = [i for i in identifiers if any(c.get("code") == "MR" for c in i.get("type", {}).get("coding", []))]
    value = str((marked or identifiers or [{}])[0].get("value", ""))
    if not value.isdigit():
        return value or "none"
    head = len(value) % 3
    return " ".join(part for part in (value[:head], *(value[i : i + 3] for i in range(head, len(value), 3))) if part)


def age_in_words(born: str, on: date) -> str:
    """Years; months below two years, days below two months."""
    if len(born) < 10:
        return f"{on.year - int(born[:4])} y" if born else ""
    birth = date.fromisoformat(born)
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    if months >= 24:
        return f"{months // 12} y"
    return f"{months} mo" if months >= 2 else f"{(on - birth).days} d"


def day(moment: date | datetime | str) -> str:
    """14 Mar 1958; a partial FHIR date stays partial (Mar 1958, 1958)."""
    if isinstance(moment, str):
        if len(moment) < 7:
            return moment
        if len(moment) < 10:
            return f"{date(int(moment[:4]), int(moment[5:7]), 1):%b %Y}" if len(moment) == 7 else moment
        moment = date.fromisoformat(moment[:10])
    return f"{moment.day} {moment:%b %Y}"


def day_and_time(moment: datetime) -> str:
    """22 Nov 2026 10:40, in UTC."""
    moment = moment.astimezone(UTC)
    return f"{day(moment)} {moment:%H:%M}"


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, coarsely: what a queue needs."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def heading(title: str) -> str:
    """A section's title as a page shows it: capitals are for notes as plain text."""
    return title.capitalize() if title.isupper() else title


def clock_time(seconds: float) -> str:
    """Seconds of a recording as 01:15, or 1:02:15 beyond an hour."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"


def patient_band(patient: Mapping[str, Any], *, allergies: Sequence[str], on: date, visit: str = "") -> Band:
    """The band above every page about one patient."""
    born = str(patient.get("birthDate", ""))
    return Band(
        id=str(patient["id"]),
        name=patient_name(patient),
        born=day(born) if born else "not recorded",
        age=age_in_words(born, on),
        sex=SEXES.get(str(patient.get("gender", "")), "Not recorded"),
        mrn=record_number(patient),
        allergies=tuple(allergies),
        visit=visit,
    )
