"""The body system under which a finding of the examination is listed, by the part or the sign that it names.

Read by `physical_examination` and `findings`.
"""

import re

_EXAM_SYSTEMS: tuple[tuple[str, str], ...] = (
    (
        "General",
        r"\b(?:you|he|she|they) (?:look|looks|appear|appears) (?:a (?:bit|little) )?(?:well|unwell|pale|tired|sick|ill|"
        r"comfortable|dehydrated)\b",
    ),
    (
        "Neck",
        r"\bneck(?! muscles)|(?<!active )thyroid|goit(?:re|er)|\bnodules?\b|carotid|bruit|jugular|"
        r"\bjv[dp]\b|cervical (?:lymph|aden)|supple|lymph nodes?|"
        r"\bnodes?\b|\bglands?\b|trachea",
    ),
    ("Lymphatic", r"\barmpits?\b|axill\w+|inguinal nodes?"),
    (
        "Ears, Nose, Mouth and Throat",
        r"\bears?\b|\bear ?drums?\b|\bdrums?\b|\bear canal|\bcanals? (?:is|are)\b|(?:left|right) canal\b|\bwax\b|"
        r"\bweber|"
        r"\brinne|tympanic|nose|nasal(?! flaring)|\bsept(?:um|al)\b|turbinate|sinus|throat|tonsil|palate|\boral|mouth|"
        r"pharyn|mucous|tongue|uvula|\bteeth\b|\btooth\b|\bgums\b|exudate|mastoid|\bhearing\b",
    ),
    (
        "Eyes",
        r"\beyes?\b(?! contact)|\b(?:eye)?lids?\b|pupil|conjunctiv|sclera|fundus|fundi\b|cornea|anterior chamber|"
        r"\biris\b|\bvision\b|visual (?:acuity|fields?)|slit lamp|fluorescein|red reflex|retina|optic (?:disc|"
        r"nerve)|\bdiscs? (?:are|is) (?:sharp|pale|swollen)|macula(?:s|e)?\b|cup to disc|cataract|\blens\b|"
        r"eye pressure|\bpressures are\b|"
        r"\b20/\d+|\b6/(?:6|9|12|18|24|36|60)\b|nystagmus|extraocular",
    ),
    ("Breast", r"\bbreasts?\b|nipple"),
    (
        "Respiratory",
        r"\blungs?\b|\bchest (?:is |sounds? |was )?(?:clear|quiet|dull)|\bair entry|neck muscles|breath(?:ing)? sounds|"
        r"wheez|\brales|rhonchi|crackles|\bcreps\b|respirat|bronch|stridor|recession|retractions|nasal flaring|"
        r"grunting|"
        r"work of breathing|breathing (?:is|comfortabl\w+|hard|fast)|percussion|\bbases\b|full sentences",
    ),
    (
        "Cardiovascular",
        r"\bheart(?!beat)|murmur|gallop|\brubs?\b|regular rate|rhythm|\bs1\b|edema|oedema|pulses?\b|"
        r"dorsalis pedis|posterior tibial|popliteal|capillary|"
        r"cap refill|"
        r"cardiac|perfus|pitting(?! (?:on|of|in) the (?:finger)?nails?)|varicose|swelling in (?:the|"
        r"your) (?:lower )?legs?|(?:ankles?|legs?) "
        r"(?:are|is) (?:not |a bit |slightly |still )?swollen",
    ),
    (
        "Gastrointestinal",
        r"abdomen|abdominal|belly|tummy|stomach|quadrant|epigast|hemorrhoid|haemorrhoid|fissure, |glove|bowel sounds|"
        r"rebound|guarding|hernia|liver|spleen|murphy|mcburney|rovsing|rectal|ascites|organomegaly|umbilic",
    ),
    (
        "Genitourinary",
        r"\bcva\b|flank|\bloins?\b|costovertebral|testic|\btest[ei]s\b|scrot|foreskin|circumcis|penis|genital|"
        r"prostate|vagin|"
        r"cervix|"
        r"speculum|uterus|adnex|urethra|kidney|bladder",
    ),
    (
        "Obstetric",
        r"fundal|fundus (?:is )?(?:at|measur)|\bbump\b|\bbaby's\b|\bbaby (?:is|has)\b|f(?:o)?etal|heartbeat|head down|"
        r"cephalic|breech",
    ),
    (
        "Neurological",
        r"reflex|sensation|sensory|cranial|motor|gait|walking|romberg|tremor|babinski|plantars?|clonus|numb|neurolog|"
        r"\balert|oriented|orientated|coordination|cerebell|finger to nose|heel to shin|spurling|tinel|phalen|"
        r"\bdrift\b|"
        r"\bpower\b|\btone\b|\bface (?:is|looks)|facial \w+|weakness|fontanelle|monofilament|pinprick|light touch|"
        r"vibration|"
        r"\bspeech is (?:clear|slurred|normal|fluent)|\bgcs\b|\bamt\b|\bmmse\b|\bmoca\b|dix|toes? (?:goes|go|is|are) "
        r"(?:up|down)|clock drawing|memory|recall",
    ),
    (
        "Skin",
        r"\bskin|rash|lesion|mole|ecchymo|bruis|\bgraze|wound|incision|ulcer|scar|macul(?:es?|opap)|papul|"
        r"plaques?\b|vesic|blister|"
        r"laceration|\bcuts?\b|hair|scalp|\bpatch(?:es)?\b|eczema|psoria|callus|\bnails?\b|turgor|jaundice|pallor|"
        r"cellulit|stitches|sutures|staples|dermoscop|\bhives\b|angioma|keratos|\bspots?\b|comedones|acne|pustul|"
        r"burrow",
    ),
    (
        "Musculoskeletal",
        r"range of motion|tender|palpat|strength|flexion|extension|knee|shoulder|elbow|wrist|hand|finger|\bhips?\b|"
        r"ankle|foot|feet|\btoes?\b|\bheel|achilles|spine|back|joint|"
        r"swell|erythema|mcmurray|lachman|drawer|straight leg|rotation|varus|valgus|instability|effusion|"
        r"extremit|\blegs?\b|\barms?\b|\bcal(?:f|ves)\b|thigh|thumb|pronation|supination|grip|motion|muscle|thompson|"
        r"squeeze test|malleol|metatars|fibul|tibia|clavic|collarbone|rotator|empty can|hawkins|\bneer|impingement|"
        r"finkelstein|weight ?bear|deformit|\bbone\b|crepitus|patella|kneecap|biceps|triceps|kyphosis|scoliosis",
    ),
    (
        "Psychiatric",
        r"\bmood|affect|anxious|insight|judge?ment|eye contact|speak\w* (?:slow|soft|fast|quick)|"
        r"organized in|in (?:the|your|his|her) thinking|\bspeech\b|restless|elated|"
        r"flight of ideas|grandios|perceptual|\bdressed\b|kempt|groomed|thoughts?\b|"
        r"thought (?:form|content|process)|delusion|hallucinat|rapport|suicid|psychomotor|tearful|agitated",
    ),
)


def system_of(text: str) -> str:
    """The body system an examination finding is listed under; empty where none is heard."""
    low = text.lower()
    named = _first_system(_ANYWHERE.sub("", low)) or _first_system(low)
    return "Skin" if named == "Musculoskeletal" and _OF_SKIN.search(low) else named


_OF_SKIN = re.compile(
    r"\b(?:lesions?|moles?|nev(?:us|i)|rash(?:es)?|keratos[ie]s|macules?|papules?|plaques?|vesicles?|blisters?|hives|"
    r"pigmented|suspicious|scalp|scaly|eczema\w*|psoria\w+)\b"
)
"""What is of the skin, on whatever part of the body it lies."""
_ANYWHERE = re.compile(
    r"\b(?:tender\w*|swell\w*|swollen|palpa\w+|erythema|edema|oedema|motion|"
    r"masse?s?|back(?=:)|(?:lymph )?nodes?|glands?|no weakness|patch(?:es)?|spots?)"
)
"""Findings of any part of the body: they say no system where a part is named."""


def _first_system(text: str) -> str:
    places = [(m.start(), name) for name, pattern in _EXAM_SYSTEMS if (m := re.search(pattern, text))]
    return min(places)[1] if places else ""
