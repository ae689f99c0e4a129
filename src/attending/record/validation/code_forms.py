"""Codes that cannot exist, told by their form alone: UCUM has a grammar, SNOMED CT and LOINC numbers a check digit.

Read by `datatypes` and `content`. No list of codes is needed, so none of a licence; a code of the right form may still
be unknown.
Source: UCUM 2.1, section 2 (grammar); SNOMED CT Release File Specifications 3.1.4.2 (SCTID, Verhoeff's check digit);
LOINC Users' Guide, appendix C (modulus 10).
"""

import re
from functools import lru_cache

from attending.terms.ucum import find_measure

UCUM = "http://unitsofmeasure.org"
_NOT_MEASURED = re.compile(
    r"\[(?:cal|LFU|acr_us|h|k|eps_0|mu_0|e|m_e|m_p|G|ly|bf_i|cr_i|cml_i|\w+_us|gal_wi|pca|lne|pnt|pca_pr|cicero|didot"
    r"|ligne|Btu\w*|den|hp'?_\w|kp_\w|car_Au|[a-z]+_br|sct|twp|pnt_pr|pied|pouce|IR)\]|Ky|Gal|Bi|Mx|Oe|Gb|sb|Lmb|ph|circ|B\["
)
"""Units of UCUM that our table does not measure: an expression that has one is left alone."""
_DIGITS, _LOINC = re.compile(r"\d+", re.ASCII), re.compile(r"\d+-\d", re.ASCII)
_SCTID = re.compile(r"[1-9]\d{5,17}", re.ASCII)
_PERMUTED = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


@lru_cache(maxsize=4_096)
def cannot_exist(system: str, code: str) -> bool:
    """Whether a code of this system has a form that none of its codes has."""
    match system:
        case "http://unitsofmeasure.org":
            return find_measure(code) is None and not _NOT_MEASURED.search(code)
        case "http://snomed.info/sct":  # an expression has more than digits
            return _DIGITS.fullmatch(code) is not None and not (_SCTID.fullmatch(code) and _verhoeff(code) == 0)
        case "http://loinc.org":  # parts and answers begin with letters
            return _LOINC.fullmatch(code) is not None and _modulus_10(code[:-2]) != int(code[-1])
        case _:
            return False


def _verhoeff(digits: str) -> int:
    """The check over a number with its check digit: 0 where it is right (Verhoeff 1969)."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = _turned(check, int(_PERMUTED[place % 8][int(digit)]))
    return check


def _turned(one: int, other: int) -> int:
    """The product of two elements of the dihedral group: 0 to 4 are turns, 5 to 9 reflections."""
    if one < 5:
        return (one + other) % 5 if other < 5 else 5 + (one + other) % 5
    return 5 + (one - other) % 5 if other < 5 else (one - other) % 5


def _modulus_10(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return -total % 10
