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
