"""Pages that mkdocs makes from the code at build time, so that they cannot grow stale."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from attending.app.cli import main
from attending.models.registry import Registry
from attending.models.source_attributes import source_attributes
from attending.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
ROOT_PAGES = {
    "changes.md": "CHANGELOG.md",
    "contributing.md": "CONTRIBUTING.md",
    "security.md": "SECURITY.md",
    "glossary.md": "GLOSSARY.md",
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages before mkdocs resolves the links between pages."""
    pages = {
        "reference/command-line.md": command_line(),
        "reference/settings.md": settings(),
        "reference/cards.md": cards(),
        "behaviour.md": behaviour(),
        "decisions/index.md": decisions(),
        **{page: (ROOT / source).read_text(encoding="utf-8") for page, source in ROOT_PAGES.items()},
    }
    for page, text in pages.items():
        files.append(File.generated(config, page, content=text))
    return files


def command_line() -> str:
    """Every command with its options, from click."""
    parts = ["# Command line\n", _without_indent(main.help or ""), "\n", _options(main)]
    for path, command in _commands(main, ()):
        parts.append(f"\n## attending {' '.join(path)}\n\n{_without_indent(command.help or '')}\n\n")
        context = click.Context(command, info_name="attending " + " ".join(path))
        parts.append(f"```text\n{command.get_usage(context)}\n```\n\n{_options(command)}")
    return "".join(parts)


def _commands(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        elif command is not None:
            yield (*path, name), command


def _options(command: click.Command) -> str:
    context = click.Context(command)
    rows = [record for parameter in command.params if (record := parameter.get_help_record(context))]
    if not rows:
        return ""
    lines = [f"| `{names.replace('|', '&#124;')}` | {_cell(text)} |" for names, text in rows]
    return "\n".join(["| option | meaning |", "|---|---|", *lines, ""])


def settings() -> str:
    """Every setting with its environment variable, default and docstring, from `settings.py`."""
    tree = ast.parse((ROOT / "src/attending/settings.py").read_text(encoding="utf-8"))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == Settings.__name__).body
    rows = []
    for field, following in zip(body, [*body[1:], ast.Pass()], strict=True):
        if not isinstance(field, ast.AnnAssign):
            continue
        name = ast.unparse(field.target)
        default = f"`{ast.unparse(field.value)}`" if field.value else "see below"
        is_doc = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
        rows.append(f"| `ATTENDING_{name.upper()}` | {default} | {_cell(following.value.value) if is_doc else ''} |")
    return "\n".join(
        [
            "# Settings",
            "",
            "Attending reads its settings once, from the environment, when a command starts.",
            "",
            "| variable | default | meaning |",
            "|---|---|---|",
            *rows,
            "",
            "`ATTENDING_HOME` is `~/.local/share/attending` where nothing else is said; the master key file is",
            "`master.key` in that folder. `PORT` is read where `ATTENDING_PORT` is not set. The command line reads",
            "`ATTENDING_AS` (the sign-in name) and `ATTENDING_PASSWORD_FILE`, too.",
            "",
        ]
    )


def cards() -> str:
    """The card of every model of the package: the 31 source attributes of HTI-1 and the measured numbers."""
    parts = [
        "# Model cards\n\nEvery model of this version, from the cards that `attending models show` reads. A model "
        "without a complete card, or whose weights are not those of its card, does not load.\n"
    ]
    for listed in Registry.installed().models():
        card = Registry.installed().find(listed.name)
        parts.append(f"\n## {card.title}\n\n`{card.name}` {card.version}, to be reviewed by {card.review_by}.\n\n")
        parts.append("| no | attribute | what the card says |\n|---|---|---|\n")
        for attribute, says in source_attributes(card):
            parts.append(f"| {attribute.number} | {_cell(attribute.text)} | {_cell(says)} |\n")
        if card.results:
            parts.append("\n| measure | value | n | group | data |\n|---|---|---|---|---|\n")
        for result in card.results:
            row = (result.measure, f"{result.value:g}", result.n, result.group, result.data)
            parts.append(f"| {' | '.join(_cell(str(cell)) for cell in row)} |\n")
        parts.append(f"\nMade by `{card.commands.train}`, measured by `{card.commands.evaluate}`.\n")
    return "".join(parts)


def behaviour() -> str:
    """What the platform promises: the specification tests, their names as sentences, chapter by chapter."""
    parts = [
        "# Behaviour\n\nWhat the platform promises. Each sentence is the name of a test in `tests/spec/` "
        "that holds it; `make check` runs them all.\n"
    ]
    for path in sorted((ROOT / "tests" / "spec").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        title = path.stem.removeprefix("test_").replace("_", " ").capitalize().replace("Fhirpath", "FHIRPath")
        parts.append(f"\n## {title}\n\n{ast.get_docstring(tree) or ''}\n\n")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                sentence = node.name.removeprefix("test_").replace("_", " ")
                parts.append(f"- {sentence[0].upper()}{sentence[1:]}.\n")
    return "".join(parts)


def decisions() -> str:
    """The list of decisions, from their files."""
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    lines = [f"- [{path.read_text(encoding='utf-8').splitlines()[0].lstrip('# ')}]({path.name})" for path in pages]
    return "# Decisions\n\nChoices that are costly to undo: context, decision, what we gave up.\n\n" + "\n".join(lines)


def _without_indent(text: str) -> str:
    return re.sub(r"\n[ ]+", "\n", text.replace("\b\n", ""))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
