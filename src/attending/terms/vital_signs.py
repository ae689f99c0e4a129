"""The names of vital signs as they are said: "sats", "resp rate", "BP".

Read by the scribe, whose patterns say where such a name stands: `rf"^your {VITAL_SIGN} is"`.
"""

VITAL_SIGN = (
    r"(?:(?:blood )?pressure|bp|pulse(?: rate)?(?! ox)|heart rate|resp(?:iratory|iration)? rate|breathing rate|"
    r"respirations?|resps?|temp(?:erature)?|oxygen(?: saturation)?|o2(?: sats?| saturation)?|saturations?|sats?|spo2|"
    r"bmi|body mass index)"
)
"""A pattern of all but weight and height, whose words are said of much else."""
