"""Derive `r4_summary.tsv`: which elements of each type `_summary=true` shows, and which must stand.

Run once per version of FHIR, at development time; see `record.fhirpath.derive_model` for where the package comes from:

    python -m attending.record.search.derive_summary package/dist/fhir/r4

Source: HL7 FHIR R4 (4.0.1), StructureDefinitions (CC0): `isSummary` and `min` of the elements of each resource.
"""

import json
import sys
from pathlib import Path


def derive(folder: Path) -> str:
    """One line per type: name, elements of the summary, mandatory elements."""
    rows = []
    for entry in json.loads((folder / "profiles-resources.json").read_text(encoding="utf-8"))["entry"]:
        found = entry["resource"]
        if found["resourceType"] != "StructureDefinition" or found.get("kind") != "resource":
            continue
        if found.get("abstract") or found["id"] != found["type"] or found.get("fhirVersion", "4.0.1") != "4.0.1":
            continue
        own = [element for element in found["snapshot"]["element"] if element["path"].count(".") == 1]
        shown = [_name(element["path"]) for element in own if element.get("isSummary")]
        needed = [_name(element["path"]) for element in own if element.get("min", 0) > 0]
        rows.append(f"{found['id']}\t{' '.join(shown)}\t{' '.join(needed)}\n")
    return "".join(sorted(rows))


def _name(path: str) -> str:
    return path.partition(".")[2]


if __name__ == "__main__":
    (Path(__file__).parent / "r4_summary.tsv").write_text(derive(Path(sys.argv[1])), encoding="utf-8")
