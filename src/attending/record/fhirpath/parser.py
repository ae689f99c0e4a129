"""FHIRPath text to a syntax tree: the whole grammar of FHIRPath N1, and `asc`/`desc` of `sort`.

Precedence climbing over the operators; chains of invocations stay flat, so that only brackets and operators nest.
"""

from decimal import Decimal

from attending.record.fhirpath import tree
from attending.record.fhirpath.faults import InvalidExpression
from attending.record.fhirpath.lexer import Token, TokenKind, read_tokens

DEEPEST = 200
"""How deep a tree may be: each pair of brackets counts 2, each operator of a row 1."""

_BINDING = {
    "implies": 1,
    **dict.fromkeys(("or", "xor"), 2),
    "and": 3,
    **dict.fromkeys(("in", "contains"), 4),
    **dict.fromkeys(("=", "~", "!=", "!~"), 5),
    **dict.fromkeys(("<=", "<", ">", ">="), 6),
    "|": 7,
    **dict.fromkeys(("is", "as"), 8),
    **dict.fromkeys(("+", "-", "&"), 9),
    **dict.fromkeys(("*", "/", "div", "mod"), 10),
}
"""How tightly a binary operator binds; all associate to the left."""

_SIGNS = 20
_WORDS = frozenset({"and", "or", "xor", "implies", "div", "mod", "true", "false"})
"""Words of the grammar that cannot name an element unless in backticks."""

CALENDAR_UNITS = frozenset(
    """
    year month week day hour minute second millisecond years months weeks days hours minutes seconds
    milliseconds
    """.split()  # noqa: SIM905
)


def parse(expression: str) -> tree.Node:
    """The tree of an expression.

    Raises:
        InvalidExpression: with the position where the text stops making sense, or too deep nesting.
    """
    parser = _Parser(read_tokens(expression))
    found = parser.expression(0)
    parser.expect(TokenKind.END)
    return found


class _Parser:
    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def advance(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def sees(self, text: str) -> bool:
        return self.token.text == text and self.token.kind in {TokenKind.SIGN, TokenKind.NAME}

    def expect(self, wanted: TokenKind | str) -> Token:
        if self.token.kind == wanted if isinstance(wanted, TokenKind) else self.sees(wanted):
            return self.advance() if wanted is not TokenKind.END else self.token
        found = self.token.kind.value if self.token.kind is not TokenKind.SIGN else f"{self.token.text!r}"
        raise InvalidExpression(f"expected {str(wanted)!r}, found {found}", position=self.token.position)

    def deeper(self, by: int) -> None:
        self.depth += by
        if self.depth > DEEPEST:
            raise InvalidExpression("brackets or operators are nested too deeply", position=self.token.position)

    def expression(self, tightest: int) -> tree.Node:
        self.deeper(2)
        left = self.polarity()
        chained = 0
        while (binding := self.binding()) > tightest:
            operator = self.advance()
            chained += 1
            self.deeper(1)
            if operator.text in {"is", "as"}:
                left = tree.TypeTest(operator.text, left, self.type_name(), operator.position)
            else:
                left = tree.Binary(operator.text, left, self.expression(binding), operator.position)
        self.depth -= chained + 2
        return left

    def binding(self) -> int:
        if self.token.kind not in {TokenKind.SIGN, TokenKind.NAME}:
            return -1
        return _BINDING.get(self.token.text, -1)

    def polarity(self) -> tree.Node:
        signs = []
        while self.token.kind is TokenKind.SIGN and self.token.text in {"+", "-"}:
            signs.append(self.advance().text)
        if len(signs) > _SIGNS:
            raise InvalidExpression(f"more than {_SIGNS} signs in a row", position=self.token.position)
        found = self.chain()
        for sign in reversed(signs):
            found = tree.Unary(sign, found)
        return found

    def type_name(self) -> str:
        names = [self.identifier()]
        while self.sees("."):
            self.advance()
            names.append(self.identifier())
        return ".".join(names)

    def identifier(self) -> str:
        token = self.advance()
        if token.kind is TokenKind.DELIMITED or (token.kind is TokenKind.NAME and token.text not in _WORDS):
            return token.text
        raise InvalidExpression("expected a name", position=token.position)

    def chain(self) -> tree.Node:
        links = [self.term()]
        while True:
            if self.sees("."):
                self.advance()
                links.append(self.invocation(after_a_point=True))
            elif self.sees("["):
                self.advance()
                links.append(tree.Index(self.expression(0)))
                self.expect("]")
            else:
                return links[0] if len(links) == 1 else tree.Chain(tuple(links))

    def invocation(self, *, after_a_point: bool = False) -> tree.Node:
        position = self.token.position
        if self.token.kind is TokenKind.SIGN and self.token.text.startswith("$"):
            return tree.Special(self.advance().text)
        any_word = after_a_point and self.token.kind is TokenKind.NAME  # text.div: no word is an operator there
        name = self.advance().text if any_word else self.identifier()
        if not self.sees("("):
            return tree.Name(name, position)
        self.advance()
        arguments: list[tree.Node] = []
        while not self.sees(")"):
            if arguments:
                self.expect(",")
            arguments.append(self.argument())
        self.advance()
        return tree.Call(name, tuple(arguments), position)

    def argument(self) -> tree.Node:
        found = self.expression(0)
        if self.sees("asc") or self.sees("desc"):
            found = tree.Unary(self.advance().text, found)
        return found

    def term(self) -> tree.Node:
        token = self.token
        if token.kind is TokenKind.NUMBER:
            return self.number()
        if token.kind in {TokenKind.TEXT, TokenKind.DATE, TokenKind.DATE_TIME, TokenKind.TIME}:
            self.advance()
            kinds = {TokenKind.TEXT: "String", TokenKind.DATE: "Date", TokenKind.TIME: "Time"}
            return tree.Literal(kinds.get(token.kind, "DateTime"), token.text)
        if token.kind is TokenKind.NAME and token.text in {"true", "false"}:
            self.advance()
            return tree.Literal("Boolean", token.text == "true")
        if self.sees("("):
            self.advance()
            found = self.expression(0)
            self.expect(")")
            return found
        if self.sees("{"):
            self.advance()
            self.expect("}")
            return tree.Empty()
        if self.sees("%"):
            self.advance()
            return tree.Variable(self.advance().text if self.token.kind is TokenKind.TEXT else self.identifier())
        return self.invocation()

    def number(self) -> tree.Node:
        text = self.advance().text
        value = Decimal(text)
        if self.token.kind is TokenKind.TEXT:
            return tree.Literal("Quantity", value, self.advance().text)
        if self.token.kind is TokenKind.NAME and self.token.text in CALENDAR_UNITS:
            return tree.Literal("Quantity", value, self.advance().text, calendar=True)
        if "." in text:
            return tree.Literal("Decimal", value)
        if value >= 2**31:
            raise InvalidExpression("an integer goes up to 2147483647", position=self.token.position)
        return tree.Literal("Integer", int(text))
