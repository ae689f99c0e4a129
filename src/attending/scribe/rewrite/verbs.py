"""English verbs as far as a note needs them: third person, past, participle.

Read by `person` (agreement) and `answers` (a question turned into a statement).
"""

from attending.scribe.vocabulary import vocabulary

_IRREGULAR = """
be was been|become became become|begin began begun|bend bent bent|bite bit bitten|bleed bled bled
blow blew blown|break broke broken|bring brought brought|build built built|burn burned burned
buy bought bought|catch caught caught|choose chose chosen|come came come|cost cost cost|cut cut cut
deal dealt dealt|dig dug dug|do did done|draw drew drawn|dream dreamed dreamed|drink drank drunk
drive drove driven|eat ate eaten|fall fell fallen|feed fed fed|feel felt felt|fight fought fought
find found found|fit fit fit|fly flew flown|forget forgot forgotten|freeze froze frozen|get got gotten
give gave given|go went gone|grow grew grown|hang hung hung|have had had|hear heard heard|hide hid hidden
hit hit hit|hold held held|hurt hurt hurt|keep kept kept|kneel knelt knelt|know knew known|lay laid laid
lead led led|leave left left|let let let|lie lay lain|lose lost lost|make made made|mean meant meant
meet met met|pay paid paid|put put put|quit quit quit|read read read|ride rode ridden|ring rang rung
rise rose risen|run ran run|say said said|see saw seen|sell sold sold|send sent sent|set set set
shake shook shaken|shoot shot shot|shut shut shut|sing sang sung|sit sat sat|sleep slept slept|slide slid slid
speak spoke spoken|spend spent spent|spin spun spun|spread spread spread|stand stood stood|steal stole stolen
stick stuck stuck|sting stung stung|strike struck struck|sweat sweated sweated|sweep swept swept
swell swelled swollen|swim swam swum|swing swung swung|take took taken|teach taught taught|tear tore torn
tell told told|think thought thought|throw threw thrown|understand understood understood|wake woke woken
wear wore worn|win won won|write wrote written|overdo overdid overdone|undergo underwent undergone
outgrow outgrew outgrown|split split split
withdraw withdrew withdrawn
"""
_REGULAR = """
ache act add admit affect agree allow answer appear apply ask avoid bathe believe belong bother bounce breathe
bruise brush burp call care carry cause change chase check chew clean clear click climb close collapse
complain concern consider contact continue control cook cough crack cross cry cycle dance decrease deny depend
describe deteriorate develop die diet disappear discuss dislocate dress drop dry elevate end endorse enjoy enroll
exercise
expect experience explain fail faint feel fill finish fix flare follow force gain garden happen hate head heal help
indicate entail involve examine exclude
hike hope hurry ice imagine improve increase inhale inject injure interrupt itch jog join jump keep kick lack
last laugh learn lift like limit limp listen live load lock look love lower maintain manage march matter
mention miss monitor move mow nap need notify obtain notice occur open order overeat overheat pack paint palpate pass
pee pick place plan play plug poop pop practice prefer prepare press prevent produce pull punch push radiate raise
rate react realize recall receive recommend recover reduce refill relax relieve remain remember remove repeat
report require resolve rest restart retire return roll rub save schedule scratch seem share shift shovel show
shower skip slip slow smell smoke snack snap snore soak sound spasm splint sprain stabilize start state stay
step stiffen stop strain stress stretch struggle study stumble suffer suggest supplement support suppose
suspect swallow switch talk taper taste test text throb tingle tire touch track train travel treat trip
trouble try turn twist urinate use utilize vacation vape visit volunteer vomit wait walk want wash watch weigh
wheeze wipe wish wonder work worry worsen yell
decorate deliver enter gather hoover linger offer own repair serve shiver soothe sort stammer stutter
supervise supply wander
"""


def _table() -> dict[str, tuple[str, str]]:
    table = {verb: (_regular_past(verb), _regular_past(verb)) for verb in _REGULAR.split()}
    for entry in _IRREGULAR.replace("\n", "|").split("|"):
        if entry.strip():
            base, past, participle = entry.split()
            table[base] = (past, participle)
    return table


def _regular_past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    if verb in _DOUBLING:
        return verb + verb[-1] + "ed"
    return verb + "ed"


_DOUBLING = vocabulary("stop drop slip trip jog nap pop skip snap plan admit step control occur hug rub chat")
FORMS = _table()
"""Base form → (past, past participle)."""
PASTS = frozenset(past for past, _ in FORMS.values()) - FORMS.keys()
PARTICIPLES = frozenset(participle for _, participle in FORMS.values())
MODALS = vocabulary("can could will would should may might must shall")
BE_HAVE_DO_FINITE = vocabulary("am is are was were have has had do does did")
BE_HAVE_DO = BE_HAVE_DO_FINITE | {"be", "been", "being"}
AUXILIARY = "|".join(sorted(BE_HAVE_DO_FINITE | MODALS - {"shall"}))
"""The verbs that help others, in the forms that can stand behind a subject, as a pattern."""
ADVERBS = vocabulary(
    "also just first last once twice really still always usually never only sometimes probably definitely "
    "actually recently typically "
    "normally mostly occasionally certainly currently already often generally mainly kind ever even not now then "
    "honestly eventually finally initially basically barely hardly constantly regularly simply truly personally"
)


def third(verb: str) -> str:
    """The form after she or he: `take` → `takes`."""
    special = {"be": "is", "am": "is", "are": "is", "were": "was", "have": "has", "do": "does", "go": "goes"}
    if verb in special:
        return special[verb]
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and len(verb) > 1 and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def past(verb: str) -> str:
    """The past: `take` → `took`."""
    return FORMS[verb][0] if verb in FORMS else _regular_past(verb)


def base_of(word: str) -> str | None:
    """The base form of a third-person, past or -ing form in the table; None for anything else."""
    return _BASES.get(word)


def _bases() -> dict[str, str]:
    bases: dict[str, str] = {}
    for base, (gone, participle) in FORMS.items():
        for form in (third(base), gone, participle, _ing(base)):
            bases.setdefault(form, base)
    return bases | {base: base for base in FORMS}


def _ing(verb: str) -> str:
    if verb == "lie":
        return "lying"
    if verb.endswith("e") and verb not in {"be", "see"}:
        return verb[:-1] + "ing"
    doubled = _DOUBLING | {
        "get",
        "put",
        "sit",
        "run",
        "swim",
        "quit",
        "cut",
        "let",
        "hit",
        "begin",
        "forget",
        "set",
        "shut",
        "dig",
        "win",
    }
    return verb + verb[-1] + "ing" if verb in doubled else verb + "ing"


def ing(verb: str) -> str:
    """The -ing form: `take` → `taking`."""
    return _ing(verb)


_BASES = _bases()
