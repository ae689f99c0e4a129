"""A clinic's own templates of a note: files of headings in YAML or TOML, or Jinja templates in a sandbox.

Read by `journeys` and by `attending doctor`. A template chooses headings, order and labels; it can state nothing of its
own, so that every sentence of the note still has its evidence. A template with a mistake in it is not offered, and says
what is wrong with it when it is asked for; the others, and the built-in styles, go on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from attending.errors import BadInput
from attending.scribe.styling.headings import read_toml, read_yaml
from attending.scribe.styling.jinja import read_jinja
from attending.scribe.styling.styles import STYLES, Heading, find_style

LONGEST_TEMPLATE = 20_000
READERS: Mapping[str, Callable[[str, str], tuple[Heading, ...]]] = {
    ".toml": read_toml,
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".jinja": read_jinja,
    ".j2": read_jinja,
}
"""How a file is read, by the end of its name; files of other kinds are no templates."""


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of a folder by their files' names, and what is wrong with those that cannot be used."""

    headings: Mapping[str, tuple[Heading, ...]] = field(default_factory=dict)
    broken: Mapping[str, BadInput] = field(default_factory=dict)

    def find(self, style: str) -> tuple[Heading, ...]:
        """The headings of a style, built in or of the clinic; raises `BadInput` with what is wrong with a template."""
        if style in self.broken and style not in STYLES:
            raise self.broken[style]
        return find_style(style, self.headings)


def read_templates(folder: Path | None) -> Templates:
    """Every template of a folder; none where no folder is set.

    Raises:
        BadInput: the folder that the settings name is not there.
    """
    if folder is None:
        return Templates()
    if not folder.is_dir():
        raise BadInput("The folder of note templates is not there.", hint="Set ATTENDING_NOTE_TEMPLATES to a folder.")
    headings: dict[str, tuple[Heading, ...]] = {}
    broken: dict[str, BadInput] = {}
    for path in sorted(path for path in folder.iterdir() if path.suffix in READERS):
        try:
            if path.stem in headings or path.stem in broken:
                raise BadInput(f"Two templates are called {path.stem}.", hint=f"Rename {path.name}.")
            headings[path.stem] = read_template(path)
        except BadInput as error:
            headings.pop(path.stem, None)
            broken[path.stem] = error
    return Templates(headings, broken)


def read_template(path: Path) -> tuple[Heading, ...]:
    """The headings of one template; raises `BadInput` with the file's name and what is wrong in it."""
    if path.stem in STYLES:
        raise BadInput(f"The template {path.name} has the name of a built-in style.", hint="Rename it.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"The template {path.name} is not UTF-8 text.", hint="Save it as UTF-8.") from error
    except OSError as error:
        raise BadInput(f"The template {path.name} cannot be read.", hint="Is it a file that we may read?") from error
    if len(text) > LONGEST_TEMPLATE:
        raise BadInput(f"The template {path.name} is longer than {LONGEST_TEMPLATE:,} characters.")
    return READERS[path.suffix](text, path.name)
