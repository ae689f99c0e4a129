"""Names of days and months, as they are said.

Read by the scribe and the checks. Day and date of a visit are the business of the record.
"""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
SURE_MONTHS = tuple(month for month in MONTHS if month != "may")
"""Those that are no verb as well."""
DAY_NAME = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
"""A day of the week, as a pattern."""
TIME_UNIT = "(?:hours?|days?|weeks?|months?|years?)"
"""In what the time of an illness is counted, as a pattern."""
LAST_TIME = "last (?:time|visit|year|month|week)"
"""Behind these words stands what was, and is not found or ordered now: a pattern."""
