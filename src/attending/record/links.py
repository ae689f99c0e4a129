"""Links between records of one person: `Patient.link`, read in one place.

Read by `transaction` (whose facts stand in a chart) and by `review.linking` (which makes and undoes links).
"""

from attending.record.chart import Resource


def replaced_ids(patient: Resource) -> list[str]:
    """Ids of the patients whose records this one replaces."""
    return _targets(patient, "replaces")


def replacing_ids(patient: Resource) -> frozenset[str]:
    """Ids of the patients whose records replace this one."""
    return frozenset(_targets(patient, "replaced-by"))


def _targets(patient: Resource, kind: str) -> list[str]:
    links = [link for link in patient.get("link", ()) if isinstance(link, dict) and link.get("type") == kind]
    references = [str((link.get("other") or {}).get("reference", "")) for link in links]
    return [text.removeprefix("Patient/") for text in references if text.startswith("Patient/")]
