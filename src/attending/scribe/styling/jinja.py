"""A clinic's Jinja template, rendered in a sandbox without a patient: what it makes of place marks are its headings.

Read by `templates`. `# Title` begins a section and `sentences("RESULTS", …)` gives sentences to put under it; a line
may begin with a label, which stands before the first of them.
"""

import re
from collections.abc import Iterator

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from attending.errors import BadInput
from attending.scribe.styling.headings import LABEL, checked, code_of, parts_of
from attending.scribe.styling.styles import Heading

MOST_ROUNDS = 200
"""Loops go over a few sections written out; a template that needs more is none."""
_ONLY = "A template holds headings, labels and sentences(), loops over lists that are written out, and if."
_PARTS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Call, nodes.Keyword, nodes.Name, nodes.Const, nodes.For,
    nodes.If, nodes.List, nodes.Tuple, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip
_REFUSED: tuple[tuple[type[nodes.Node] | tuple[type[nodes.Node], ...], str], ...] = (
    ((nodes.Getattr, nodes.Getitem), "reaches into something with a dot or brackets"),
    ((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends), "takes in another file"),
    ((nodes.Macro, nodes.CallBlock), "defines a macro"),
    ((nodes.Filter, nodes.Test, nodes.FilterBlock), "uses a filter or test"),
    ((nodes.BinExpr, nodes.UnaryExpr, nodes.Concat), "calculates"),
)
_MARK = re.compile("\x02([A-Z -]+)\x03(\\d*)\x04")


def read_jinja(text: str, name: str = "the template") -> tuple[Heading, ...]:
    """The headings of a Jinja template.

    Raises:
        BadInput: it cannot be rendered, takes a section that no note has, or says something of its own.
    """
    environment = ImmutableSandboxedEnvironment(
        autoescape=False, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )

    def sentences(*sections: str, most: int | None = None) -> str:
        if not sections or any(not isinstance(one, str) for one in sections):
            raise BadInput(f"{name}: sentences() names sections in quotes.", hint='{{ sentences("RESULTS") }}')
        if most is not None and (not isinstance(most, int) or isinstance(most, bool) or most < 1):
            raise BadInput(f"{name}: most is a whole number from 1.")
        parts = [part for one in sections for part in parts_of(one, name)]
        return "".join(f"\x02{part}\x03{most or ''}\x04" for part in parts)

    try:
        parsed = environment.parse(text)
        _check_parts(parsed, name)
        rendered = environment.from_string(parsed).render(sentences=sentences)
    except TemplateSyntaxError as error:
        raise BadInput(f"{name} cannot be read.", hint=f"Line {error.lineno}: {error.message}.") from error
    except UndefinedError as error:
        raise BadInput(f"{name} uses something unknown.", hint=f"{error.message}; there is sentences().") from error
    except RecursionError as error:
        raise BadInput(f"{name} is nested too deep.", hint=_ONLY) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        said = "It may hold headings, labels and sentences() only."
        raise BadInput(f"{name} cannot be rendered.", hint=f"{type(error).__name__}. {said}") from error
    return checked(tuple(_from_lines(rendered, name)), name)


def _check_parts(parsed: nodes.Template, name: str) -> None:
    """Refuse, before anything runs, what could run without end, fill the memory or reach into the program."""
    for node in parsed.find_all(nodes.Node):
        if not isinstance(node, _PARTS):
            what = next((words for kind, words in _REFUSED if isinstance(node, kind)), f"uses {type(node).__name__}")
            raise BadInput(f"{name} {what}, in line {node.lineno}.", hint=_ONLY)
        if isinstance(node, nodes.Call) and not (isinstance(node.node, nodes.Name) and node.node.name == "sentences"):
            raise BadInput(f"{name} calls something other than sentences(), in line {node.lineno}.", hint=_ONLY)
    if _rounds(parsed) > MOST_ROUNDS:
        raise BadInput(f"{name} goes round its loops more than {MOST_ROUNDS} times.", hint=_ONLY)


def _rounds(node: nodes.Node) -> int:
    """How often the loops inside a part go round, those within others multiplied."""
    inside = sum(_rounds(child) for child in node.iter_child_nodes())
    if not isinstance(node, nodes.For):
        return inside
    return (len(node.iter.items) if isinstance(node.iter, nodes.List | nodes.Tuple) else MOST_ROUNDS + 1) * (1 + inside)


def _from_lines(rendered: str, name: str) -> Iterator[Heading]:
    title, takes, most = "", list[str](), None
    labels: dict[str, str] = {}
    pending = ""
    for line in [*(one.strip() for one in rendered.splitlines()), "# "]:
        if line.startswith("#"):
            if pending:
                raise BadInput(f"{name} has a label with no sentences behind it: “{pending}”.")
            if takes:
                yield Heading(title, code_of(takes), tuple(takes), labels=labels, most=most)
            title, takes, most, labels = line.lstrip("#").strip(), [], None, {}
            continue
        label, parts = _MARK.sub("", line).strip(), _MARK.findall(line)
        if label and not (LABEL.fullmatch(label) and line.startswith(label)):
            raise BadInput(
                f"{name} states something of its own: “{label[:60]}”.",
                hint="A line is a heading (# Title), or sentences() with or without a label (Tests:) before it.",
            )
        for part, limit in parts:
            takes.append(part)
            most = int(limit) if limit else most
        pending = label or pending
        if pending and parts:
            labels[parts[0][0]], pending = pending.rstrip(":"), ""
