"""What is no longer done: "do you smoke?" / "I stopped two years ago" → "smoking: I stopped two years ago".

Read by `answers`.
"""

import re

from attending.scribe.rewrite.verbs import FORMS
from attending.scribe.vocabulary import joined, parted

_HABIT = re.compile(r"\b(?:smok|vap|drink|driv)(?=e?\b|ing\b)")
_GIVEN_UP = re.compile(
    r"\bi (?:have |had |just |only |actually |finally )*(?:stopped|quit|gave up|given up|gave it up|given it up)"
    r"(?=$|,| (?:it|that|all|completely|altogether|about|around|over|almost|nearly|more|a|in|when|back|last|since|long|"
    r"after|before|\d+|one|two|three|four|five|six|seven|eight|nine|ten|many|some|years?|months?|weeks?|ages)\b)"
)


def given_up(question: tuple[str, ...], answer: tuple[str, ...]) -> list[str] | None:
    """ "Do you smoke?" / "I stopped two years ago." names what was stopped: "smoking: i stopped two years ago"."""
    habits, found = set(_HABIT.findall(joined(question))), _GIVEN_UP.search(joined(answer))
    if len(habits) != 1 or not found:  # "do you smoke or drink?": which of them was stopped is not clear
        return None
    return [f"{habits.pop()}ing", ":", *parted(joined(answer)[found.start() :])]


_ASKS_HABIT = re.compile(r"\bdo you (?:ever |still )?(?P<what>[a-z]+(?: (?!or\b)[a-z]+){0,3})$")
_USED_TO = re.compile(r"^(?:well ,? )?i used to(?P<rest>$|(?: ,)? (?:but|until|when|for|years|a|as|in|back) .*)")


def used_to(question: tuple[str, ...], answer: tuple[str, ...]) -> list[str] | None:
    """ "Do you smoke?" / "I used to.": "you used to smoke"."""
    asked, told = _ASKS_HABIT.search(joined(question)), _USED_TO.match(joined(answer))
    if not asked or not told or asked["what"].split()[0] not in FORMS:
        return None
    return ["you", "used", "to", *parted(asked["what"] + told["rest"])]
