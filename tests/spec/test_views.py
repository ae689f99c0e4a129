"""Views: a ViewDefinition of SQL on FHIR gives a table, over files or over the hospital's own record."""

import json

import pytest
from click.testing import CliRunner
from tests.conftest import told_by

from attending.app.cli import main
from attending.errors import BadInput, NotAllowed
from attending.record.analytics import evaluate
from attending.record.analytics.view import ViewFault, parse_view
from attending.record.analytics.warehouse import Warehouse
from attending.record.write import put
from attending.security import Action, Grant, PractitionerRole

ADA = {
    "resourceType": "Patient",
    "id": "ada",
    "name": [{"use": "official", "family": "Ng", "given": ["Ada", "May"]}, {"family": "Li"}],
    "birthDate": "1980-05",
}
BEN = {"resourceType": "Patient", "id": "ben", "link": [{"other": {"reference": "Patient/ada"}}]}
FORM = {
    "resourceType": "QuestionnaireResponse",
    "id": "form",
    "item": [
        {"linkId": "1", "item": [{"linkId": "1.1"}, {"linkId": "1.2", "answer": [{"item": [{"linkId": "1.2.1"}]}]}]},
        {"linkId": "2"},
    ],
}


def rows(*selects, resource="Patient", resources=(ADA, BEN), **more):
    with Warehouse() as warehouse:
        warehouse.hold(map(json.dumps, resources))
        view = parse_view({"resource": resource, "select": list(selects), **more})
        return sorted(warehouse.rows(view), key=str)


def column(path, name="v", **more):
    return {"name": name, "path": path, **more}


ID = {"column": [column("id", "id")]}


def test_a_column_without_a_value_is_null():
    assert rows(ID, {"column": [column("birthDate")]}) == [
        {"id": "ada", "v": "1980-05"},
        {"id": "ben", "v": None},
    ]


def test_for_each_gives_a_row_for_each_item():
    names = {"forEach": "name", "column": [column("family"), column("%rowIndex", "i")]}
    assert rows(ID, names) == [{"id": "ada", "v": "Li", "i": 1}, {"id": "ada", "v": "Ng", "i": 0}]


def test_for_each_or_null_keeps_who_has_none():
    assert {"id": "ben", "v": None} in rows(ID, {"forEachOrNull": "name", "column": [column("family")]})


def test_a_path_with_several_items_needs_collection():
    assert rows({"column": [column("name.given", collection=True)]}) == [{"v": ["Ada", "May"]}, {"v": []}]
    with pytest.raises(ViewFault, match="one value where a resource has several"):
        rows({"column": [column("name.given")]})


def test_repeat_walks_depth_first_along_every_path():
    items = {"repeat": ["item", "answer.item"], "column": [column("linkId"), column("%rowIndex", "i")]}
    found = rows(items, resource="QuestionnaireResponse", resources=[FORM])
    assert [row["v"] for row in sorted(found, key=lambda row: row["i"])] == ["1", "1.1", "1.2", "1.2.1", "2"]


def test_what_repeat_finds_has_its_type():
    answers = {"repeat": ["item", "answer.item"], "column": [column("answer.value.ofType(string)", collection=True)]}
    said = {"linkId": "3", "answer": [{"valueString": "yes", "item": [{"linkId": "4"}]}]}
    found = rows(answers, resource="QuestionnaireResponse", resources=[{**FORM, "item": [said]}])
    assert found == [{"v": ["yes"]}, {"v": []}]


def test_a_repeat_that_finds_several_types_goes_through_the_engine():
    mixed = {"repeat": ["item", "item.answer"], "column": [column("linkId"), column("value.ofType(string)", "s")]}
    said = {"linkId": "3", "answer": [{"valueString": "yes"}]}
    found = rows(mixed, resource="QuestionnaireResponse", resources=[{**FORM, "item": [said]}])
    assert {"v": "3", "s": None} in found


def test_branches_of_a_union_need_the_same_columns():
    with pytest.raises(ViewFault, match="same columns in the same order"):
        rows({"unionAll": [ID, {"column": [column("id", "other")]}]})


def test_keys_of_references_are_keys_of_resources():
    assert rows(ID, {"column": [column("link.other.getReferenceKey(Patient)")]})[1] == {"id": "ben", "v": "ada"}
    assert rows(ID, {"column": [column("link.other.getReferenceKey(Group)")]})[1] == {"id": "ben", "v": None}


def test_a_function_outside_the_shareable_profile_goes_through_the_engine():
    assert rows(ID, {"column": [column("name.tail().family.first().replace('L', 'T')")]})[0]["v"] == "Ti"


def test_a_constant_stands_for_its_value_and_an_unknown_one_is_refused():
    use = [{"name": "use", "valueCode": "official"}]
    assert rows(ID, where=[{"path": "name.where(use = %use).exists()"}], constant=use) == [{"id": "ada"}]
    with pytest.raises(ViewFault, match="%other is not defined"):
        rows(ID, where=[{"path": "name.where(use = %other).exists()"}], constant=use)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"resource": "Patient"},
        {"resource": "Patients", "select": [ID]},
        {"resource": "Patient", "select": [{"column": [column("@@")]}]},
        {"resource": "Patient", "select": [{"column": [column("id", "9th")]}]},
        {"resource": "Patient", "select": [{"forEach": 1, "column": [column("id")]}]},
        {"resource": "Patient", "select": [ID, ID]},
        {"resource": "Patient", "select": [ID], "constant": [{"name": "none"}]},
    ],
)
def test_what_is_no_view_is_refused(wrong):
    with pytest.raises(ViewFault):
        parse_view(wrong)


def test_a_where_that_is_no_criterion_is_refused():
    with pytest.raises(ViewFault, match="true or false"):
        rows(ID, where=[{"path": "name.family"}])


def test_names_with_quotes_stay_data():
    name = {"column": [column("'it''s' = 'x'")]}
    with pytest.raises(ViewFault):
        rows(name)
    assert rows({"column": [column(r"'o\'neill'")]}, resources=[ADA]) == [{"v": "o'neill"}]


# Over files, and over the record


def test_files_may_be_ndjson_bundles_or_parquet(tmp_path):
    (tmp_path / "a.ndjson").write_text(json.dumps(ADA) + "\n")
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": BEN}, {"resource": FORM}]}
    (tmp_path / "b.json").write_text(json.dumps(bundle))
    with Warehouse() as warehouse:
        warehouse.read(tmp_path)
        assert sorted(row["id"] for row in warehouse.rows(parse_view({"resource": "Patient", "select": [ID]}))) == [
            "ada",
            "ben",
        ]
    with Warehouse() as warehouse, pytest.raises(BadInput, match="no resources"):
        warehouse.read(tmp_path / "empty")


def test_the_record_itself_is_a_table_and_the_look_is_noted(store, house, physician, tmp_path):
    with store.transaction(grant=physician) as tx:
        put(tx, ADA)
    view = tmp_path / "view.json"
    view.write_text(json.dumps({"resource": "Patient", "select": [ID]}))
    out = tmp_path / "out.csv"
    result = CliRunner().invoke(main, ["--home", str(house.folder), "analytics", "view", str(view), "--json"])
    assert json.loads(result.stdout) == [{"id": "ada"}]
    CliRunner().invoke(main, ["--home", str(house.folder), "analytics", "view", str(view), "--csv", str(out)])
    assert out.read_text().splitlines() == ["id", "ada"]
    assert "1 resources" in told_by(store)[-1]


def test_a_grant_without_the_type_sees_no_table(store):
    narrow = Grant("x", PractitionerRole.NURSE, patients=None, types=frozenset({"Patient"}), actions={Action.READ})
    with pytest.raises(NotAllowed):
        store.every("Observation", grant=narrow)


def test_the_suite_tells_passed_from_failed(tmp_path):
    view = {"resource": "Patient", "select": [ID]}
    tests = [
        {"title": "right", "view": view, "expect": [{"id": "ben"}, {"id": "ada"}]},
        {"title": "wrong", "view": view, "expect": [{"id": "ada"}]},
        {"title": "refused", "view": {}, "expectError": True},
    ]
    (tmp_path / "t.json").write_text(json.dumps({"title": "t", "resources": [ADA, BEN], "tests": tests}))
    report = evaluate.run(tmp_path, predictions=tmp_path / "p.jsonl", progress=lambda done, total: None)
    assert (report["passed"], report["failed"]) == (2, ["t: wrong"])
    assert [json.loads(line)["passed"] for line in (tmp_path / "p.jsonl").read_text().splitlines()] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("form", "value", "written"),
    [
        ("Boolean", True, "true"),
        ("Canonical", "http://a", "'http://a'"),
        ("Date", "2000-01-01", "@2000-01-01"),
        ("DateTime", "2000-01-01T00:00:00Z", "@2000-01-01T00:00:00Z"),
        ("Decimal", 1.2, "1.2"),
        ("Integer", 3, "3"),
        ("Oid", "urn:oid:1.2", "'urn:oid:1.2'"),
        ("PositiveInt", 4, "4"),
        ("Time", "10:00:00", "@T10:00:00"),
        ("Uuid", "urn:uuid:1", "'urn:uuid:1'"),
    ],
)
def test_a_constant_of_any_type_is_equal_to_itself_as_a_literal(form, value, written):
    column = {"column": [{"name": "same", "path": f"%it = {written}"}, {"name": "it", "path": "%it"}]}
    assert rows(column, constant=[{"name": "it", f"value{form}": value}])[0] == {"same": True, "it": value}
