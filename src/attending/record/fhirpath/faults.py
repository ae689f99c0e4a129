"""What can go wrong with a FHIRPath expression. Messages speak of the expression, never of the patient's data."""

from attending.errors import BadInput


class FHIRPathFault(BadInput):
    """An expression cannot be read or cannot be evaluated."""


class InvalidExpression(FHIRPathFault):
    """The expression breaks the grammar, or names what does not exist: a function, a type, an element."""

    def __init__(self, message: str, *, position: int | None = None, hint: str | None = None) -> None:
        where = "" if position is None else f" (at character {position + 1})"
        super().__init__(f"FHIRPath: {message}{where}.", hint=hint)
        self.position = position


class EvaluationFault(FHIRPathFault):
    """The expression asks something of the data that FHIRPath forbids, such as the sum of a date and a number."""

    code = "processing"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(f"FHIRPath: {message}.", hint=hint)
