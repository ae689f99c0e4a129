"""Every error a person can meet, each with its HTTP status and its exit code.

A message says what was expected, in which unit, and what to try next. It never holds a patient's value, name or
identifier: errors travel to logs and screens that the patient's record does not.
"""


class AttendingError(Exception):
    """The root of the tree; anything outside it is a bug."""

    status = 500
    exit_code = 1
    code = "exception"  # FHIR IssueType, for OperationOutcome

    def __init__(self, message: str, *, hint: str | None = None, expression: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.expression = expression  # FHIRPath of the element at fault

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class BadInput(AttendingError):
    """What came in cannot be read or does not make sense."""

    status, exit_code, code = 422, 2, "invalid"


class OutOfRange(BadInput):
    """A quantity lies outside what is possible, which usually means a wrong unit."""

    code = "value"

    def __init__(self, quantity: str, unit: str, low: float, high: float, *, hint: str | None = None) -> None:
        super().__init__(f"{quantity} must lie between {low:g} and {high:g} {unit}.", hint=hint)


class NothingSaid(BadInput):
    """A conversation holds too little speech: nothing is drafted from silence."""

    code = "incomplete"


class SignInRequired(AttendingError):
    """Nobody is signed in, or the session has ended."""

    status, exit_code, code = 401, 3, "login"


class NotAllowed(AttendingError):
    """The person is known but may not do this."""

    status, exit_code, code = 403, 3, "forbidden"


class NotFound(AttendingError):
    """There is no such thing, or not for this person."""

    status, exit_code, code = 404, 4, "not-found"


class NotAcceptable(AttendingError):
    """Another system can read none of the forms in which this is given."""

    status, exit_code, code = 406, 2, "not-supported"


class UnknownForm(BadInput):
    """Another system sends this in a form that is not taken."""

    status, code = 415, "not-supported"


class Conflict(AttendingError):
    """Somebody else was faster, or the life cycle does not allow this move."""

    status, exit_code, code = 409, 5, "conflict"


class Blocked(Conflict):
    """A draft still has an unanswered blocker and cannot be signed."""

    code = "business-rule"


class NotConfigured(AttendingError):
    """This hospital has not set up what the request needs, such as a speech model."""

    status, exit_code, code = 503, 6, "not-supported"


class InvalidCard(AttendingError):
    """A model has no valid card, or its weights are not those of its card: it does not load."""

    exit_code, code = 7, "security"


class Tampered(AttendingError):
    """The audit trail or a signature is not what was written."""

    exit_code, code = 8, "security"


class Unavailable(AttendingError):
    """The record cannot be written now (disk full, locked, damaged); without an audit entry there is no access."""

    status, exit_code, code = 503, 9, "transient"
