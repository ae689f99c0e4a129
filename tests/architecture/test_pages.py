"""What a page names exists: files, modules, and names of the package, in every README and every page of the manual."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.architecture.source import PACKAGE, REPOSITORY, modules

PAGES = [
    *(REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted(PACKAGE.rglob("README.md")),
    *sorted((REPOSITORY / "docs").rglob("*.md")),
]
GENERATED = {"behaviour.md", "glossary.md", "command-line.md", "settings.md", "cards.md", "index.md"}
"""Pages of the manual that `docs/generated.py` writes when it is built."""
FILE = re.compile(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|tsv|toml|txt|md|yaml|yml|json|npz))`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
TICKED = re.compile(r"`([\w/.]+)`")
FILES = (".py", ".tsv", ".csv", ".toml", ".gz", ".md")
DOTTED = re.compile(r"`((?:[a-z_]\w*\.)+\w+)(?:\(.*?\))?`")


def named_files(page: Path) -> Iterator[str]:
    """Files that a page names in the house's own folders, and modules and tables that it names alone."""
    for path in FILE.findall(page.read_text(encoding="utf-8")):
        first, *rest = path.split("/")
        ours = first in {"src", "tests", "docs", "bench", "attending"} or (page.parent / first).is_dir()
        if (ours and rest) or ("/" not in path and path.endswith((".py", ".tsv"))):
            yield path


@cache
def all_files() -> frozenset[str]:
    """The name of every file of the repository."""
    folders = ("src", "tests", "docs", "bench", "deploy")
    nested = (path.name for folder in folders for path in (REPOSITORY / folder).rglob("*") if path.is_file())
    return frozenset([*nested, *(path.name for path in REPOSITORY.iterdir())])


@cache
def known_names() -> frozenset[str]:
    """Every module and every top-level name of the package, with all the dotted ways to say it."""
    names = set()
    for module in modules():
        parts = module.name.split(".")
        own = top_level(module.tree)
        names |= own
        for start in range(len(parts)):
            tail = ".".join(parts[start:])
            names |= {tail} | {f"{tail}.{name}" for name in own}
    return frozenset(names)


def top_level(tree: ast.Module) -> set[str]:
    """What a module defines at its top."""
    defined = {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    assigned = (node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign))
    return defined | {
        name.id
        for node in assigned
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    }


def tables(page: Path) -> Iterator[list[list[str]]]:
    """The tables of a page, each as rows of cells."""
    for block in re.findall(r"(?:^\|.*\n)+", page.read_text(encoding="utf-8"), re.MULTILINE):
        yield [[cell.strip() for cell in row.strip("|").split("|")] for row in block.splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_a_page_links_to_pages_that_exist(page):
    links = {link for link in LINK.findall(page.read_text(encoding="utf-8")) if Path(link).name not in GENERATED}
    assert not {link for link in links if not (page.parent / link).exists()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_a_page_names_files_that_exist(page):
    def exists(path: str) -> bool:
        places = (REPOSITORY, REPOSITORY / "src", PACKAGE, page.parent)
        return any((place / path).exists() for place in places) or ("/" not in path and path in all_files())

    assert not {path for path in named_files(page) if not exists(path)}


@pytest.mark.parametrize("page", sorted(PACKAGE.rglob("README.md")), ids=lambda page: page.parent.name)
def test_the_modules_that_a_package_lists_are_there(page):
    listed = set()
    for head, *rows in tables(page):
        places = [at for at, cell in enumerate(head) if cell in {"module", "modules", "package"}]
        listed |= {name for row in rows for at in places if at < len(row) for name in TICKED.findall(row[at])}
    known = known_names()
    assert not {name for name in listed if name.removesuffix(".py").strip("/").replace("/", ".") not in known}


@pytest.mark.parametrize("page", sorted(PACKAGE.rglob("README.md")), ids=lambda page: page.parent.name)
def test_a_dotted_name_of_a_package_is_there(page):
    near = {path.stem for path in page.parent.glob("*.py")} | {path.name for path in PACKAGE.iterdir()}
    known = known_names()
    named = {name for name in DOTTED.findall(page.read_text(encoding="utf-8")) if name.split(".")[0] in near}
    assert not {name for name in named if name not in known and not name.endswith(FILES)}
