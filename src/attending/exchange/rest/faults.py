"""What can go wrong between a client and the record: HTTP status and OperationOutcome of each fault."""

from typing import Any

from attending.errors import AttendingError, BadInput, Conflict, NotFound


class BadSyntax(BadInput):
    """The request cannot be read at all."""

    status, code = 400, "structure"


class NotSupported(BadInput):
    """The request makes sense, but not here."""

    status, code = 400, "not-supported"


class TooMuch(BadInput):
    """A request is larger than this server takes."""

    status, code = 413, "too-long"


class WrongMediaType(BadInput):
    """The body is of a kind that this address does not read."""

    status, code = 415, "not-supported"


class NotAcceptable(BadInput):
    """The client wants an answer in a format that this server does not write."""

    status, code = 406, "not-supported"


class WrongMethod(BadInput):
    """This address does not take that method."""

    status, code = 405, "not-supported"


class Gone(NotFound):
    """The resource was deleted; its history is still there."""

    status, code = 410, "deleted"


class PreconditionFailed(Conflict):
    """If-Match, If-None-Match or the criteria of a conditional interaction do not hold."""

    status = 412


class Dangling(BadInput):
    """A reference leads nowhere."""

    code = "not-found"


def outcome_of(error: AttendingError) -> dict[str, Any]:
    """The error as FHIR R4 OperationOutcome."""
    return outcome("error", error.code, str(error), error.expression)


def outcome(severity: str, code: str, diagnostics: str, expression: str | None = None) -> dict[str, Any]:
    """An OperationOutcome with one issue."""
    issue: dict[str, Any] = {"severity": severity, "code": code, "diagnostics": diagnostics}
    if expression:
        issue["expression"] = [expression]
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def all_good(diagnostics: str) -> dict[str, Any]:
    """An OperationOutcome that says that nothing is wrong."""
    return outcome("information", "informational", diagnostics)
