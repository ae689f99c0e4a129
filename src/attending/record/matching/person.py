"""A person as matching sees one: plain fields, whatever table or resource they came from."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FIELDS = (
    "given",
    "family",
    "birth_date",
    "identifier",
    "street_number",
    "street",
    "street_2",
    "city",
    "postcode",
    "state",
    "phone",
    "email",
    "sex",
)
"""What can be compared, most telling first where that is known."""

_COLUMNS = {
    "given": ("given_name", "given", "first_name", "firstname", "forename", "first"),
    "family": ("surname", "family", "family_name", "last_name", "lastname", "last"),
    "birth_date": ("date_of_birth", "birth_date", "birthdate", "dob"),
    "identifier": ("soc_sec_id", "ssn", "social_security_number", "national_id", "nhs_number", "mrn", "identifier"),
    "street_number": ("street_number", "house_number", "number"),
    "street": ("address_1", "address1", "street", "address", "address_line_1"),
    "street_2": ("address_2", "address2", "address_line_2"),
    "city": ("suburb", "city", "town", "locality"),
    "postcode": ("postcode", "zip", "zip_code", "zipcode", "postal_code"),
    "state": ("state", "region", "province", "county"),
    "phone": ("phone", "phone_number", "telephone", "mobile"),
    "email": ("email", "e_mail"),
    "sex": ("sex", "gender"),
}
_DIGITS = frozenset({"birth_date", "identifier", "street_number", "postcode", "phone"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Person:
    """One record of a person; a missing field is an empty string."""

    id: str
    source: str
    fields: Mapping[str, str] = field(hash=False)

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")


def plain(text: str) -> str:
    """Lower case without accents, marks or doubled spaces."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", letters).strip()


def person_of_row(row: Mapping[str, str], *, id: str, source: str, columns: Mapping[str, str]) -> Person:  # noqa: A002
    """A row of a table; `columns` says which column holds which field, as `find_columns` found it."""
    return Person(id, source, {name: _value(name, row.get(column) or "") for name, column in columns.items()})


def find_columns(names: list[str]) -> dict[str, str]:
    """Field → column, for the columns whose names are known."""
    by_plain = {plain(name).replace(" ", "_"): name for name in names}
    found = {}
    for name, known in _COLUMNS.items():
        column = next((by_plain[each] for each in known if each in by_plain), None)
        if column is not None:
            found[name] = column
    return found


def person_of_patient(patient: Mapping[str, Any], source: str = "record") -> Person:
    """A FHIR Patient: the official name, the first address, the first identifier of a national or hospital system."""
    names = patient.get("name") or [{}]
    name = next((each for each in names if each.get("use") == "official"), names[0])
    address: Mapping[str, Any] = next(iter(patient.get("address") or ()), {})
    line = plain(" ".join(address.get("line", ())))
    number = re.match(r"(\d+[a-z]?) ", line)
    telecoms = {each.get("system"): each.get("value", "") for each in reversed(patient.get("telecom") or ())}
    identifiers = sorted(str(each.get("value", "")) for each in patient.get("identifier") or () if _official(each))
    values = {
        "given": " ".join(name.get("given", ())[:1]) or str(name.get("text", "")).partition(" ")[0],
        "family": name.get("family", "") or str(name.get("text", "")).rpartition(" ")[2],
        "birth_date": patient.get("birthDate", ""),
        "identifier": identifiers[0] if identifiers else "",
        "street_number": number[1] if number else "",
        "street": line[number.end() :] if number else line,
        "city": address.get("city", ""),
        "postcode": address.get("postalCode", ""),
        "state": address.get("state", ""),
        "phone": telecoms.get("phone", ""),
        "email": telecoms.get("email", ""),
        "sex": patient.get("gender", ""),
    }
    return Person(str(patient.get("id", "")), source, {key: _value(key, value) for key, value in values.items()})


def _official(identifier: Mapping[str, Any]) -> bool:
    """A national number: each hospital numbers its patients by itself, so that other numbers tell nothing."""
    codes = {coding.get("code") for coding in (identifier.get("type") or {}).get("coding", ())}
    return bool(codes & {"SS", "NI", "SB", "HC", "NH", "NIIP", "PPN"})


_DAY_FIRST = re.compile(r"(\d{1,2})\D(\d{1,2})\D(\d{4})", re.ASCII)


def _value(name: str, text: str) -> str:
    if name == "birth_date" and (match := _DAY_FIRST.fullmatch(text.strip())):
        text = f"{match[3]}{int(match[2]):02}{int(match[1]):02}"
    found = plain(str(text))
    return found.replace(" ", "") if name in _DIGITS else found
