"""The import contracts: kept by the tree as it is, and broken by the first import that should not be."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.architecture.source import PACKAGE, REPOSITORY

FORBIDDEN = {
    "a rib that writes to the record": ("scribe/wrong.py", "import attending.record.write", "write to the record"),
    "a page that calls a rib": ("app/wrong.py", "import attending.scribe", "through journeys"),
    "a page that calls exchange": ("app/wrong.py", "import attending.exchange", "exchange through journeys"),
    "a rib that imports another": ("checks/wrong.py", "import attending.scribe", "go down only"),
    "an import upwards": ("record/wrong.py", "import attending.drafts", "go down only"),
    "a circle": ("security/grant.py", "import attending.security.roles", "in a circle"),
}


def lint(folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder / "src")})
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package's Python files, to be spoilt."""
    folder = tmp_path_factory.mktemp("tree")
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    shutil.copytree(
        PACKAGE,
        folder / "src" / "attending",
        ignore=lambda path, names: [n for n in names if "." in n and n[-3:] != ".py"],
    )
    return folder


def test_the_tree_keeps_every_contract(tree):
    code, output = lint(tree)
    assert code == 0, output


@pytest.mark.parametrize("case", FORBIDDEN)
def test_a_contract_is_broken_by(tree, case):
    path, line, contract = FORBIDDEN[case]
    file = tree / "src" / "attending" / path
    before = file.read_text() if file.exists() else None
    file.write_text(f"{before or ''}\n{line}\n")
    code, output = lint(tree)
    file.unlink() if before is None else file.write_text(before)
    assert code == 1
    assert contract in " ".join(output.split("Broken contracts")[1].split())
