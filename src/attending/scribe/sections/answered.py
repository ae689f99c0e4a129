"""What an answer to "what brings you in?" names: what hurts or fails to work, what is wished.

Read by `complaint` and by `agenda`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.rewrite.surface import sentence
from attending.scribe.sections.followed_up import PAINFUL
from attending.scribe.sections.most_discussed import most_discussed
from attending.scribe.sections.named_at_once import papers, wished
from attending.scribe.sections.troubles import symptoms_first, troubles
from attending.scribe.vocabulary import joined
from attending.terms.anatomy import find_parts
from attending.terms.content import CONCEPT_WEIGHT, keys_of, units_of

LONGEST_PLACE = 12
"""Words of an answer that only says where something is wrong."""


def answered(visit: Visit, answer: list[Statement], *, moods: bool) -> Iterator[tuple[Statement, str]]:
    """What one turn of the answer names: the trouble the visit speaks of most, else what is wished."""
    for statement in answer:
        yield from ((statement, name) for name in papers(statement))
    said = _with_what_hurts(answer)
    for statement in said:
        function = _FUNCTION.match(joined(statement.words))
        if function and (function["what"] or find_parts(function["part"])):
            part = (function["what"] or function["part"]).replace("bowels", "bowel")
            yield statement, sentence([*part.split(), "problem"])
    main = [s for s in said if _MAIN.search(joined(s.words))]
    told = [one for mood in (False, moods) for s in main or said for one in troubles(s, moods=mood)]
    if not told and len(said) > 1:
        whole = replace(
            said[0], words=tuple(w for s in said for w in s.words), sources=tuple(o for s in said for o in s.sources)
        )
        told = [one for one in troubles(whole) if len(said[0].words) < LONGEST_PLACE]
    yield from most_discussed(visit, [one for one in told if not elicited(visit, *one)])
    for statement in said:
        yield from ((statement, name) for name in wished(visit, statement))


_MAIN = re.compile(
    r"\b(?:main|biggest|most of all|mainly|number one|worst) (?:one|thing|problem|worry|reason|issue)?\b"
)
_FUNCTION = re.compile(
    r"^(?:(?:well|so|just|really|it is|it is about|about|,) )*(?:my|his|her|their) (?P<what>memory|hearing|vision|"
    r"eyesight|balance|sleep|mood|bowels|waterworks|breathing|periods|weight|voice|speech|appetite|skin)"
    r"(?:$|, | (?:is|are|has|have|keeps?|got|gets)\b(?! (?:fine|good|okay|all right)))|"
    r"^(?:(?:well|so|just|really|,) |(?:and )?i .{3,40} and )*(?:it is )?(?:my|his|her|their) (?P<part>(?:left |right |"
    r"lower |bad )?[a-z]+),? (?:(?:just|it|again|that|is|are|has|have|been|keeps?|always|really) )*(?:locked|went|gave "
    r"out|seized|gone|(?:playing|acting) up|giving (?:me|him|her|them) (?:\w+ ){0,3}?(?:trouble|grief|gyp|bother|"
    r"problems|hassle|jip))\b"
)
"""What does not work as it should, where no more is said than its name."""
_THAT_HURTS = re.compile(r"^(?:it|they|both|that)\b")


def _with_what_hurts(said: list[Statement]) -> list[Statement]:
    """ "It's my right upper arm. It hurts really bad." as one, and so "It's my knee. It's been swollen."."""
    while said and len(said[0].words) <= _GREETING and not find_parts(joined(said[0].words)):
        said = said[1:]
    if len(said) < 2 or not find_parts(joined(said[0].words)) or not _THAT_HURTS.match(joined(said[1].words)):
        return said
    first, second = said[:2]
    told = joined(second.words)
    if PAINFUL.search(joined(first.words)) or not (PAINFUL.search(told) or symptoms_first(told)):
        return said
    words, sources = (*first.words, ",", *second.words), (*first.sources, *second.sources)
    return [replace(first, words=words, sources=sources), *said[2:]]


_GREETING = 3
"""Words of "morning doctor", before the part that troubles is named."""


def elicited(visit: Visit, statement: Statement, name: str) -> bool:
    """Whether a trouble is only told because it was asked for by its name: "any bleeding?" "a bit, once"."""
    turn = statement.sources[-1].turn
    asked = [joined(u.words) for u in visit.utterances if u.role is Role.CLINICIAN and turn - 1 <= u.turn <= turn]
    whether = [text for text in asked if ASKS_WHETHER.search(text)]
    keys = keys_of(" ".join(whether))
    return (bool(whether) and statement.kind == "affirmed") or any(
        unit.is_in(keys) for unit in units_of(name) if unit.weight == CONCEPT_WEIGHT
    )


ASKS_WHETHER = re.compile(r"\b(?:any|ever|(?:have|has|did|do|does|are|is|was) (?:you|he|she)|(?:is|are) there)\b")
