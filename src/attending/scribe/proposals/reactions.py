"""Words for what people react to, and for how they do.

Read by `allergies`.
"""

import re

from attending.terms.negation import Status, assertion_of

_OF_CATEGORY = {
    "food": (
        "peanuts|peanut|tree nuts|nuts|shellfish|shrimp|fish|eggs|egg|milk|soy|wheat|sesame|strawberries|dairy|kiwi"
    ),
    "environment": (
        "latex|pollen|dust mites|dust|mold|mould|cats|cat|dogs|dog|pet dander|dander|bee stings|bees|wasps|"
        "wasp stings|grass|ragweed|nickel|elastoplast|plasters|band-aids|adhesive tape|adhesive|tape"
    ),
    "medication": (
        "sulfa drugs|sulfa|penicillins|cephalosporins|statins|nsaids|contrast dye|iodine contrast|iodine|contrast|"
        "opioids|anesthesia"
    ),
}
SUBSTANCES = {name: category for category, names in _OF_CATEGORY.items() for name in names.split("|")}
"""What one may be allergic to, and of which category of FHIR it is."""
SUBSTANCE = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, SUBSTANCES), key=len, reverse=True))})\b", re.IGNORECASE)
"""What is reacted to, beside medicines, by its name."""
REACTIONS: tuple[tuple[str, str, bool], ...] = (
    (r"anaphyla\w+", "Anaphylaxis", True),
    (
        r"throat (?:\w+ ){0,2}(?:clos\w+|swel\w+|tight\w*)|(?:couldn't|could not|can't|cannot|"
        r"trouble) breath\w*|hard to breathe|short(?:ness)? of breath|breathless",
        "Difficulty breathing",
        True,
    ),
    (
        r"(?:lips?|tongue|face|eyes?) (?:\w+ ){0,3}(?:swel\w+|swollen|puff\w+)|swel\w+ (?:\w+ ){0,3}(?:lips?|"
        r"tongue|face)|angio-?edema",
        "Swelling of the face",
        True,
    ),
    (r"hives|welts|urticaria", "Hives", False),
    (r"wheez\w+", "Wheezing", False),
    (
        r"(?:bad |sun |skin |really |itchy )*rash\w*|c[ao]me out in (?:\w+ )?(?:spots|blotches|lumps)|broke out(?! in "
        r"hives)",
        "Rash",
        False,
    ),
    (r"itch\w*", "Itching", False),
    (r"vomit\w*|throw(?:ing)? up|threw up", "Vomiting", False),
    (r"nause\w+", "Nausea", False),
    (r"(?:sick as a dog|(?:really|so|very|violently|made me|makes me) sick|(?:was|were) sick)", "Sickness", False),
    (
        r"(?:terrible|bad|awful|dreadful|upset) (?:guts|stomach|tummy)|"
        r"(?:could ?n['’]t|could not|can['’]t) keep (?:it|them|that) down|sick to my stomach|upset stomach|"
        r"stomach (?:upset|ache|pain|cramps)",
        "Stomach upset",
        False,
    ),
    (r"bleed\w*|(?:bleeding )?ulcer", "Bleeding", True),
    (r"diarrh\w+|(?:loose|runny) (?:stools?|poos?)", "Diarrhea", False),
    (r"cough\w*", "Cough", False),
    (r"(?:muscle|leg) (?:aches?|pains?|cramps?)", "Muscle pain", False),
    (r"swel\w+|swollen", "Swelling", False),
    (r"(?:skin )?(?:blister\w*|peel\w+)", "Blistering", True),
    (r"passed out|collapsed|fainted", "Collapse", True),
    (r"dizz\w+|light-?headed\w*", "Dizziness", False),
    (r"head ?aches?|migraines?", "Headache", False),
    (r"(?:bad|vivid|weird) dreams|nightmares", "Nightmares", False),
    (r"confus\w+|hallucinat\w+", "Confusion", False),
    (r"palpitations|heart (?:rac\w+|pound\w+)", "Palpitations", False),
)
"""Words of a reaction → how it is written, and whether it makes the allergy one of high criticality."""
INTOLERANCES = frozenset(
    {
        *("Stomach upset", "Nausea", "Vomiting", "Diarrhea", "Cough", "Muscle pain", "Dizziness", "Headache"),
        *("Sickness", "Nightmares", "Confusion", "Palpitations", "Bleeding"),
    }
)


def reactions_named(text: str) -> tuple[str, ...]:
    """The reactions that a text says were there, as they are written."""
    found: list[str] = []
    for pattern, name, _ in REACTIONS:
        match = re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE)
        if match and assertion_of(text, match.start(), match.end()).status is not Status.NEGATED:
            found.append(name)
    if len(found) > 1 and "Swelling" in found and "Swelling of the face" in found:
        found.remove("Swelling")
    return tuple(found)
