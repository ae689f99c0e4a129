"""A search finds what a plain walk over all resources finds, whatever the record holds and whoever asks."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Clock

from attending.record import Store
from attending.record.search import search, search_page
from attending.record.write import delete, put
from attending.security import Action, Grant, Keys, PractitionerRole

LOINC = "http://loinc.org"
CODES = ["8480-6", "8462-4", "718-7"]
SYSTEMS = [LOINC, "http://snomed.info/sct"]
PATIENTS = ["p1", "p2", "p3"]
UNITS = {"mg": Decimal("0.001"), "g": Decimal(1), "kg": Decimal(1000)}
DATES = ["2020", "2020-02", "2020-02-29", "2021-12-31T23:30:00-02:00", "2022-01-01T01:30:00Z", "2022"]
NAMES = ["Müller", "Muller", "Ann", "Anna", "de la Cruz", "O'Neil", "100%", "a_b", "a,b"]

patients = st.fixed_dictionaries(
    {"id": st.sampled_from(PATIENTS)},
    optional={
        "gender": st.sampled_from(["male", "female"]),
        "birthDate": st.sampled_from(["1960-05-01", "1970", "1970-12"]),
        "name": st.lists(
            st.fixed_dictionaries(
                {"family": st.sampled_from(NAMES)}, optional={"given": st.lists(st.sampled_from(NAMES))}
            )
        ),
    },
)
codings = st.builds(lambda s, c: {"system": s, "code": c}, st.sampled_from(SYSTEMS), st.sampled_from(CODES))
concepts = st.builds(lambda c: {"coding": c}, st.lists(codings, min_size=1, max_size=2))
quantities = st.builds(
    lambda v, u: {"value": v, "unit": u, "system": "http://unitsofmeasure.org", "code": u},
    st.sampled_from([Decimal(v) for v in ("1", "1.0", "1.04", "1000", "999.6", "0.0005", "5")]),
    st.sampled_from(sorted(UNITS)),
)
observations = st.fixed_dictionaries(
    {"id": st.sampled_from([f"o{n}" for n in range(12)]), "code": concepts},
    optional={
        "subject": st.builds(lambda p: {"reference": f"Patient/{p}"}, st.sampled_from(PATIENTS)),
        "effectiveDateTime": st.sampled_from(DATES),
        "valueQuantity": quantities,
        "component": st.lists(
            st.builds(lambda c, q: {"code": c, "valueQuantity": q}, concepts, quantities), max_size=2
        ),
    },
)
records = st.builds(
    lambda ps, os: [{"resourceType": "Patient", **p} for p in ps] + [{"resourceType": "Observation", **o} for o in os],
    st.lists(patients, min_size=2, max_size=5),
    st.lists(observations, min_size=5, max_size=12),
)

Law = tuple[str, Callable[[dict[str, Any], dict[tuple[str, str], dict[str, Any]]], bool]]


@st.composite
def token_laws(draw: st.DrawFn) -> Law:
    code, system = draw(st.sampled_from(CODES)), draw(st.sampled_from(["", LOINC]))
    modifier = draw(st.sampled_from(["", ":not"]))
    wanted = f"{system}|{code}" if system else code

    def holds(o: dict[str, Any], _: Any) -> bool:
        found = any(c["code"] == code and (not system or c["system"] == system) for c in o["code"]["coding"])
        return found != (modifier == ":not")

    return f"code{modifier}={wanted}", holds


@st.composite
def date_laws(draw: st.DrawFn) -> Law:
    prefix, text = draw(st.sampled_from(["", "ne", "gt", "lt", "ge", "le", "sa", "eb"])), draw(st.sampled_from(DATES))
    low, high = naive_span(text)

    def holds(o: dict[str, Any], _: Any) -> bool:
        if "effectiveDateTime" not in o:
            return False
        first, last = naive_span(o["effectiveDateTime"])
        inside = low <= first and last <= high
        return {
            "": inside,
            "ne": not inside,
            "gt": last > high,
            "lt": first < low,
            "ge": last > high or inside,
            "le": first < low or inside,
            "sa": first >= high,
            "eb": last <= low,
        }[prefix]

    return f"date={prefix}{text}", holds


def naive_span(text: str) -> tuple[datetime, datetime]:
    """From a moment up to the one after it."""
    match len(text):
        case 4:
            return datetime(int(text), 1, 1, tzinfo=UTC), datetime(int(text) + 1, 1, 1, tzinfo=UTC)
        case 7:
            year, month = map(int, text.split("-"))
            return datetime(year, month, 1, tzinfo=UTC), datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        case 10:
            start = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
            return start, start + timedelta(days=1)
        case _:
            start = datetime.fromisoformat(text)
            return start, start + timedelta(seconds=1)


@st.composite
def quantity_laws(draw: st.DrawFn) -> Law:
    number, unit = draw(st.sampled_from(["1", "1.0", "1000", "0.5", "5"])), draw(st.sampled_from([*UNITS, ""]))
    prefix = draw(st.sampled_from(["", "gt", "lt", "ge", "le"]))

    def holds(o: dict[str, Any], _: Any) -> bool:
        return "valueQuantity" in o and naive_quantity(o["valueQuantity"], prefix, number, unit)

    return f"value-quantity={prefix}{number}" + (f"|http://unitsofmeasure.org|{unit}" if unit else ""), holds


def naive_quantity(quantity: dict[str, Any], prefix: str, number: str, unit: str) -> bool:
    value = quantity["value"] * UNITS[quantity["code"]] / UNITS[unit] if unit else quantity["value"]
    asked = Decimal(number)
    half = Decimal(10) ** int(asked.as_tuple().exponent) / 2
    return {
        "": asked - half <= value < asked + half,
        "gt": value > asked,
        "lt": value < asked,
        "ge": value >= asked,
        "le": value <= asked,
    }[prefix]


@st.composite
def composite_laws(draw: st.DrawFn) -> Law:
    code, number = draw(st.sampled_from(CODES)), draw(st.sampled_from(["1", "5"]))
    name = draw(st.sampled_from(["code-value-quantity", "component-code-value-quantity", "combo-code-value-quantity"]))

    def holds(o: dict[str, Any], _: Any) -> bool:
        own, parts = [o], o.get("component", [])
        holders = {"code": own, "component": parts, "combo": own + parts}[name.partition("-")[0]]
        return any(
            any(c["code"] == code for c in h["code"]["coding"])
            and "valueQuantity" in h
            and naive_quantity(h["valueQuantity"], "ge", number, "g")
            for h in holders
        )

    return f"{name}={code}$ge{number}|http://unitsofmeasure.org|g", holds


@st.composite
def patient_laws(draw: st.DrawFn) -> Law:
    patient = draw(st.sampled_from(PATIENTS))
    form = draw(
        st.sampled_from(["patient={}", "subject=Patient/{}", "subject:Patient={}", "subject:missing=true", "_id=o1,o2"])
    )

    def holds(o: dict[str, Any], _: Any) -> bool:
        if form == "subject:missing=true":
            return "subject" not in o
        if form.startswith("_id"):
            return o["id"] in {"o1", "o2"}
        return bool(o.get("subject", {}).get("reference") == f"Patient/{patient}")

    return form.format(patient), holds


def matches_name(patient: dict[str, Any], modifier: str, text: str) -> bool:
    def fold(t: str) -> str:
        return t.replace("ü", "u").casefold()

    written = [part for name in patient.get("name", []) for part in [name["family"], *name.get("given", [])]]
    if modifier == ":exact":
        return text in written
    if modifier == ":contains":
        return any(fold(text) in fold(part) for part in written)
    return any(fold(part).startswith(fold(text)) for part in written)


@st.composite
def chain_laws(draw: st.DrawFn) -> Law:
    text, modifier = draw(st.sampled_from([*NAMES, "an", "%", "_"])), draw(st.sampled_from(["", ":exact", ":contains"]))

    def holds(o: dict[str, Any], everything: dict[tuple[str, str], dict[str, Any]]) -> bool:
        target = everything.get(("Patient", o.get("subject", {}).get("reference", "").removeprefix("Patient/")))
        return target is not None and matches_name(target, modifier, text)

    return f"subject:Patient.name{modifier}=" + text.replace(",", r"\,"), holds


laws = st.one_of(token_laws(), date_laws(), quantity_laws(), composite_laws(), patient_laws(), chain_laws())


@st.composite
def people_laws(draw: st.DrawFn) -> Law:
    text, modifier = draw(st.sampled_from([*NAMES, "an", "%", "_"])), draw(st.sampled_from(["", ":exact", ":contains"]))
    code = draw(st.sampled_from(CODES))
    if draw(st.booleans()):
        return f"name{modifier}=" + text.replace(",", r"\,"), lambda p, _: matches_name(p, modifier, text)

    def has(p: dict[str, Any], everything: dict[tuple[str, str], dict[str, Any]]) -> bool:
        return any(
            kind == "Observation"
            and o.get("subject", {}).get("reference") == f"Patient/{p['id']}"
            and any(c["code"] == code for c in o["code"]["coding"])
            for (kind, _), o in everything.items()
        )

    return f"_has:Observation:patient:code={code}", has


@contextmanager
def opened() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        store = Store.open(home / "r.sqlite", keys=Keys.load_or_create(home / "k"), anchor=home / "anchor", now=Clock())
        try:
            yield store
        finally:
            store.close()


def grant_of(patients: frozenset[str] | None) -> Grant:
    return Grant("Device/t", PractitionerRole.SYSTEM, patients=patients, types=None, actions=frozenset(Action))


EVERYBODY = grant_of(None)


def file_all(
    store: Store, resources: list[dict[str, Any]], removed: list[int]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Write one after the other, newer over older, delete some; what is left."""
    left: dict[tuple[str, str], dict[str, Any]] = {}
    with store.transaction(grant=EVERYBODY) as tx:
        for number, resource in enumerate(resources):
            place = (resource["resourceType"], resource["id"])
            put(tx, resource)
            left[place] = resource
            if number in removed:
                delete(tx, *place)
                del left[place]
    return left


def ids_of(store: Store, grant: Grant, kind: str, pairs: list[tuple[str, str]], most: int) -> list[str]:
    """Every page of a search."""
    with store.transaction(grant=grant) as tx:
        found = search(tx, kind, [*pairs, ("_count", str(most))])
    ids = [version.id for version in found.matches]
    while found.next:
        with store.transaction(grant=grant) as tx:
            found = search_page(tx, found.next)
        ids += [version.id for version in found.matches]
    return ids


def pairs_of(asked: list[Law]) -> list[tuple[str, str]]:
    return [(text.partition("=")[0], text.partition("=")[2]) for text, _ in asked]


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    resources=records,
    removed=st.lists(st.integers(0, 16), max_size=2),
    kind=st.sampled_from(["Observation", "Patient"]),
    data=st.data(),
    seen=st.sampled_from([None, None, None, frozenset({"p1"}), frozenset({"p1", "p3"}), frozenset()]),
    order=st.sampled_from(["", "date", "-date", "_lastUpdated", "-code", "_id"]),
)
def test_a_search_finds_what_a_walk_over_everything_finds(resources, removed, kind, data, seen, order):
    drawn = data.draw(st.lists(laws if kind == "Observation" else people_laws(), min_size=6, max_size=12))
    with opened() as store:
        left = file_all(store, resources, removed)

        def visible(place: tuple[str, str], resource: dict[str, Any]) -> bool:
            owner = place[1] if place[0] == "Patient" else resource.get("subject", {}).get("reference", "")[8:]
            return seen is None or owner in seen

        everything = {place: resource for place, resource in left.items() if visible(place, resource)}
        for asked in [[], *([law] for law in drawn), drawn[:2], drawn[2:4], drawn[:3]]:
            expected = {
                id_
                for (type_, id_), resource in everything.items()
                if type_ == kind and all(law(resource, everything) for _, law in asked)
            }
            pairs = pairs_of(asked) + ([("_sort", order)] if order and kind == "Observation" else [])
            found = ids_of(store, grant_of(seen), kind, pairs, data.draw(st.integers(1, 4)))
            assert len(found) == len(set(found)), pairs
            assert set(found) == expected, pairs
            with store.transaction(grant=grant_of(seen)) as tx:
                assert search(tx, kind, [*pairs, ("_summary", "count")]).total == len(expected)
            if order in {"date", "-date"} and kind == "Observation":
                starts = [naive_span(left[kind, id_].get("effectiveDateTime", "0001"))[0] for id_ in found]
                assert starts == sorted(starts, reverse=order == "-date")


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(resources=records, later=records, removed=st.lists(st.integers(0, 16), max_size=5))
def test_pages_do_not_move_while_others_write(resources, later, removed):
    with opened() as store:
        left = file_all(store, resources, [])
        with store.transaction(grant=EVERYBODY) as tx:
            found = search(tx, "Observation", [("_count", "1"), ("_sort", "date")])
        ids = [version.id for version in found.matches]
        file_all(store, later, removed)
        while found.next:
            with store.transaction(grant=EVERYBODY) as tx:
                found = search_page(tx, found.next)
            ids += [version.id for version in found.matches]
        assert sorted(ids) == sorted(id_ for kind, id_ in left if kind == "Observation")
