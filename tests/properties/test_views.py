"""A law of the views: the SQL of an expression and the FHIRPath engine give the same rows."""

import json

import pytest

from attending.record.analytics import query
from attending.record.analytics.value import Unsupported
from attending.record.analytics.view import ViewFault, parse_view
from attending.record.analytics.warehouse import Warehouse

PATIENTS = [
    {
        "resourceType": "Patient",
        "id": "a",
        "active": True,
        "birthDate": "1980-02-03",
        "_birthDate": {"extension": [{"url": "u", "valueString": "s"}]},
        "gender": "male",
        "deceasedBoolean": False,
        "name": [
            {"use": "official", "family": "F", "given": ["p", "q"]},
            {
                "use": "maiden",
                "family": "G",
                "given": ["o", "r"],
                "_given": [{"extension": [{"url": "x", "valueCode": "c"}]}, None],
            },
        ],
        "telecom": [{"system": "phone", "value": "1", "rank": 1}, {"system": "email", "value": "2", "rank": 2}],
        "contact": [{"name": {"family": "C", "given": ["D"]}, "telecom": [{"value": "9"}]}],
        "link": [{"other": {"reference": "Patient/b"}, "type": "seealso"}],
        "extension": [{"url": "race", "extension": [{"url": "omb", "valueCoding": {"code": "1"}}]}],
        "multipleBirthInteger": 2,
    },
    {
        "resourceType": "Patient",
        "id": "b",
        "birthDate": "1980",
        "deceasedDateTime": "2020-01-01T10:00:00+02:00",
        "name": [{"family": "Only"}],
        "contained": [{"resourceType": "Organization", "id": "o", "name": "Org"}],
        "managingOrganization": {"reference": "#o"},
    },
    {"resourceType": "Patient", "id": "c"},
]

PATHS = """
id
active
birthDate
gender = 'male'
name.family
name.family.first()
name.given.first()
name.given.last()
name[1].family
name[0].given[1]
name[7].family
name.where(use='official').family
name.where(use='official' and family='F').given
name.where(given.exists()).family
name.exists()
name.given.exists()
name.empty()
name.where(use='x').empty()
telecom.where(rank > 1).value
telecom.rank.first() + 1
telecom.count()
deceased
deceased.exists()
deceased.ofType(boolean)
deceased.ofType(dateTime)
deceased as boolean
multipleBirth.ofType(integer) * 2 / 3
multipleBirth.ofType(integer) div 2
multipleBirth.ofType(integer) mod 2
birthDate.extension('u').value.ofType(string)
extension('race').extension('omb').value.ofType(Coding).code.first()
name.given.extension('x').value.ofType(code)
birthDate < @1980-03-01
birthDate = @1980
birthDate.lowBoundary()
birthDate.highBoundary()
deceased.ofType(dateTime).lowBoundary()
deceased.ofType(dateTime) > @2019
getResourceKey()
link.other.getReferenceKey()
link.other.getReferenceKey(Patient)
link.other.getReferenceKey(Observation)
link.other.getReferenceKey() = 'b'
managingOrganization.getReferenceKey()
contained.ofType(Organization).name
contained.name
active.not()
(gender='male').not()
active and gender='male'
active or gender='male'
active xor true
active implies gender='female'
name.given.upper()
name.family.first().upper()
name.family.first().length()
name.family.first() & 'x'
name.family.first() + gender
name.family.first().startsWith('F')
gender in ('male'|'female')
name.given contains 'q'
'q' in name.given
name.all(family.exists())
name.exists(use='maiden')
name.select(family & '!')
iif(active, 'y', 'n')
iif(active.exists(), 'y')
telecom.value.distinct()
Patient.name.family
$this.id
%resource.id
{}
'A'
1
1.5
true
@2020-01-01
name.family = 'F'
name.family != 'F'
name.given = name.given
name.single().family
birthDate.toString()
name.repeat(given)
name.given | name.family
-multipleBirth.ofType(integer)
telecom.rank.sum()
birthDate.is(date)
birthDate is date
name.first().use
name.tail().family
name.skip(1).family.first()
name.given.where($this = 'p')
name.where($index = 0).family
contact.name.given
contact.telecom.value.first()
unknownElement
name.unknown
telecom.where(rank=1 or system='email').value
name.family.matches('F.*')
name.first().given.first() = 'p'
birthDate.exists() and birthDate <= @1990-01-01
name.use.first() = {}
(1 | 2).count()
link.other.reference
link.type.first() ~ 'SEEALSO'
""".strip().splitlines()


def values(path, *, collection):
    with Warehouse() as warehouse:
        warehouse.hold(map(json.dumps, PATIENTS))
        column = {"name": "v", "path": path, "collection": collection}
        try:
            found = [
                row["v"]
                for row in warehouse.rows(parse_view({"resource": "Patient", "select": [{"column": [column]}]}))
            ]
        except ViewFault:
            return "refused"
    return [list(map(plain, value)) if isinstance(value, list) else plain(value) for value in found]


def plain(value):
    """Without a declared type, SQL gives numbers and truth values their type and the engine gives text."""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


@pytest.mark.parametrize("collection", [False, True], ids=["one", "many"])
@pytest.mark.parametrize("path", PATHS)
def test_sql_and_engine_agree(path, collection, monkeypatch):
    by_sql = values(path, collection=collection)

    def refuse(*_):
        raise Unsupported

    monkeypatch.setattr(query, "compile_sql", refuse)
    assert by_sql == values(path, collection=collection)
