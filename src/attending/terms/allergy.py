"""Whether a patient's allergy speaks against a medicine: the same one, its class, or a known cross-reaction.

Read by `checks`. It answers for immune reactions known by class; it knows no excipients and no doses.
"""

import re
from functools import cache

from attending.terms.drugs import all_classes, classes, find_drugs, ingredients_of

# Classes whose members cross-react often enough that an allergy to one is asked about before another is given.
_ALLERGY_CLASSES = (
    *("penicillins", "cephalosporins", "carbapenems", "sulfonamide antibiotics", "macrolides", "fluoroquinolones"),
    *("tetracyclines", "aminoglycosides", "NSAIDs", "statins", "ACE inhibitors", "angiotensin receptor blockers"),
    *("heparins", "iodinated contrast", "gadolinium contrast", "proton pump inhibitors", "barbiturates"),
    *("local anaesthetics", "neuromuscular blockers", "insulins"),
)
# Opioids with the morphine skeleton; fentanyl and methadone belong to other chemical families.
_PHENANTHRENES = frozenset(
    {
        *("morphine", "codeine", "dihydrocodeine", "oxycodone", "hydrocodone", "hydromorphone", "oxymorphone"),
        *("buprenorphine", "nalbuphine", "butorphanol", "levorphanol", "opium"),
    }
)
_ESTER_ANAESTHETICS = frozenset({"procaine", "chloroprocaine", "tetracaine", "benzocaine"})
_AROMATIC_ANTICONVULSANTS = frozenset(
    {
        *("carbamazepine", "oxcarbazepine", "eslicarbazepine", "phenytoin", "fosphenytoin", "phenobarbital"),
        *("lamotrigine", "primidone"),
    }
)
# Between classes. Sources: Joint Task Force drug allergy practice parameter 2022 (beta-lactams); label of sacubitril/
# valsartan (contraindicated after ACE-inhibitor angio-oedema).
_BETWEEN: dict[frozenset[str], str] = {
    frozenset(
        {"penicillins", "cephalosporins"}
    ): "about 2 % of people with a penicillin allergy react to a cephalosporin",
    frozenset(
        {"penicillins", "carbapenems"}
    ): "fewer than 1 % of people with a penicillin allergy react to a carbapenem",
    frozenset(
        {"ACE inhibitors", "neprilysin inhibitors"}
    ): "angio-oedema under an ACE inhibitor can return under sacubitril",
}
_CLASS_WORDS = {
    "penicillin": "penicillins",
    "penicillin antibiotics": "penicillins",
    "beta lactam": "penicillins",
    "cephalosporin": "cephalosporins",
    "sulfa": "sulfonamide antibiotics",
    "sulpha": "sulfonamide antibiotics",
    "sulfa drug": "sulfonamide antibiotics",
    "sulfa antibiotic": "sulfonamide antibiotics",
    "sulfonamide": "sulfonamide antibiotics",
    "sulphonamide": "sulfonamide antibiotics",
    "nsaid": "NSAIDs",
    "non-steroidal anti-inflammatory": "NSAIDs",
    "anti-inflammatories": "NSAIDs",
    "ace inhibitor": "ACE inhibitors",
    "arb": "angiotensin receptor blockers",
    "quinolone": "fluoroquinolones",
    "local anesthetic": "local anaesthetics",
    "caines": "local anaesthetics",
    "contrast": "iodinated contrast",
    "iodine": "iodinated contrast",
    "contrast dye": "iodinated contrast",
    "x-ray dye": "iodinated contrast",
    "opiate": "opioids",
    "narcotic": "opioids",
    "steroid": "corticosteroids",
    "mycin": "macrolides",
    "statin": "statins",
    "ppi": "proton pump inhibitors",
}


_ALLERGY = re.compile(r"\b(?:allerg\w+|intoleran\w+|rash|hives|reaction|reacted)\b", re.IGNORECASE)
_ORDER_BEHIND = re.compile(
    r"(?:[^.;?]*?(?:,|\bso\b|\bthen\b))?\s*(?:(?:so|then)\s+)?"
    r"(?=(?:i|we|they|let)\b(?:['’]\w+|\s+us)?\s+(?:\w+\s+){0,4}?(?:start|giv|gave|prescrib|put|us(?:e|ing)\b|go\s+(?:with|for)|try|tried|"
    r"switch|swap|chang|treat|send|order|writ|have\s+you))",
    re.IGNORECASE,
)


def order_behind(text: str, end: int) -> int | None:
    """Where in its sentence an order begins behind the word of an allergy that ends at `end`, or None.

    "Since you are allergic to sulfa, I will give you …": what is ordered there is no allergen.
    """
    order = _ORDER_BEHIND.match(text, end)
    return order.end() if order else None


def order_behind_allergy(text: str) -> int:
    """Where the first order begins that an allergy is the reason of; 0 where there is none."""
    places = (order_behind(text, word.end()) for word in _ALLERGY.finditer(text))
    return next((place for place in places if place is not None), 0)


def cross_reacts(allergen: str, ingredient: str) -> str | None:
    """Why an allergy to `allergen` (a medicine, a brand or a class, in words) speaks against a medicine, or None."""
    planned = frozenset(ingredients_of(ingredient)) or frozenset({ingredient.lower()})
    culprits = _ingredients_in(allergen)
    shared = sorted(planned & culprits)
    if shared:
        return f"{shared[0]} is what the allergy is to"
    for one in sorted(planned):
        reason = _by_class(allergen, culprits, one)
        if reason:
            return reason
    return None


def _by_class(allergen: str, culprits: frozenset[str], planned: str) -> str | None:
    groups = set(classes(planned))
    named = set(_classes_in(allergen))
    for group in sorted(named & groups):
        return f"{planned} belongs to the {group}"
    for culprit in sorted(culprits):
        theirs = set(classes(culprit))
        common = [group for group in _ALLERGY_CLASSES if group in theirs and group in groups]
        if common and not _unrelated(culprit, planned):
            return f"{planned} and {culprit} are both {common[0]}"
        family = _family(culprit, planned)
        if family:
            return f"{planned} and {culprit} are both {family}"
        named |= theirs
    for pair, reason in _BETWEEN.items():
        if (named & pair) and (groups & pair) and not named & groups & pair:
            return reason
    return None


def _family(one: str, other: str) -> str | None:
    if {one, other} <= _PHENANTHRENES:
        return "opioids of the morphine family"
    if {one, other} <= _AROMATIC_ANTICONVULSANTS:
        return "aromatic anticonvulsants"
    if {one, other} == {"aztreonam", "ceftazidime"}:
        return "beta-lactams with the same side chain"
    return None


def _unrelated(one: str, other: str) -> bool:
    """Ester and amide local anaesthetics do not cross-react."""
    return len({one, other} & _ESTER_ANAESTHETICS) == 1


def _ingredients_in(allergen: str) -> frozenset[str]:
    if allergen.strip().lower() in _CLASS_WORDS:
        return frozenset(ingredients_of(allergen))
    return frozenset(one for mention in find_drugs(allergen) for one in mention.ingredients)


@cache
def _classes_in(allergen: str) -> frozenset[str]:
    words = re.sub(r"[^a-z0-9]+", " ", allergen.lower())
    padded = f" {words} "
    found = {
        group
        for name, group in _CLASS_WORDS.items()
        if f" {_spaced(name)} " in padded or f" {_spaced(name)}s " in padded
    }
    return frozenset(found | {group for group in all_classes() if f" {_spaced(group.lower())} " in padded})


def _spaced(name: str) -> str:
    return name.replace("-", " ")
