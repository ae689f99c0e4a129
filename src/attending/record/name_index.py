"""Patients by the beginnings of their names, identifiers, ids and birth dates, and in the order of their names.

Read by `transaction` (the search of the pages and the command line) and kept by `write`, for the newest version alone.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from attending.database import Connection
from attending.record.access import Condition
from attending.record.chart import Resource

SCHEMA = """
CREATE TABLE patient_word (
  word TEXT NOT NULL, patient TEXT NOT NULL, PRIMARY KEY (word, patient)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_word_of ON patient_word (patient);
CREATE TABLE patient_order (patient TEXT PRIMARY KEY, sort TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX patient_order_by_name ON patient_order (sort, patient);
"""
_LAST = "\U0010ffff"


def write_names(connection: Connection, id_: str, patient: Resource | None) -> None:
    """Put a patient's words and place into the index; None takes them out."""
    connection.execute("DELETE FROM patient_word WHERE patient = ?", (id_,))
    connection.execute("DELETE FROM patient_order WHERE patient = ?", (id_,))
    if patient is not None:
        words = sorted(set(_words(_texts(patient))))
        connection.execute_many("INSERT INTO patient_word (word, patient) VALUES (?, ?)", [(w, id_) for w in words])
        connection.execute("INSERT INTO patient_order (patient, sort) VALUES (?, ?)", (id_, _order(patient)))


def named(text: str) -> Condition:
    """Every word must begin one of the patient's; `r` stands for the table of resources."""
    words = _words([text])
    sql = "r.id IN (SELECT w.patient FROM patient_word w WHERE w.word >= ? AND w.word < ?)"
    values = [edge for word in words for edge in (word, word + _LAST)]
    return Condition(" AND ".join([sql] * len(words)) or "1 = 1", tuple(values))


def _texts(patient: Resource) -> list[str]:
    texts = [patient.get("id"), patient.get("birthDate")]
    texts += [identifier.get("value") for identifier in _objects(patient.get("identifier"))]
    for name in _objects(patient.get("name")):
        given = name.get("given")
        texts += [name.get("text"), name.get("family"), *(given if isinstance(given, list) else [])]
    return [text for text in texts if isinstance(text, str)]


def _words(texts: Iterable[str]) -> list[str]:
    """Lower-case words without accents, so that "Muller" finds Müller."""
    joined = " ".join(texts).replace("\0", " ")  # PostgreSQL holds no NUL
    plain = "".join(c for c in unicodedata.normalize("NFKD", joined) if not unicodedata.combining(c))
    return plain.casefold().split()


def _order(patient: Resource) -> str:
    """Family name, a sign before all letters, given names."""
    name = next(iter(_objects(patient.get("name"))), {})
    given = name.get("given")
    family = name.get("family")
    parts = [
        family if isinstance(family, str) else "",
        " ".join(filter(_is_text, given if isinstance(given, list) else [])),
    ]
    return "\x01".join(parts).casefold().replace("\0", " ")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
