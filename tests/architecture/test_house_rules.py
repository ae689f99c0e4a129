"""The rules of the house that a reader can count on in every module."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import PACKAGE, Module, modules, outside

WHERE_A_PATIENT_SPEAKS = re.compile(
    r"\b(patient|chart|conversation|turn|quote|transcript|note|draft|claim|resource|name|text|password|token)\b"
)
"""Words that, as an argument of a log call, would carry a patient's data or a secret."""


def places(found: Iterator[tuple[Module, int]]) -> list[str]:
    return [f"{module.path.relative_to(PACKAGE)}:{line}" for module, line in found]


def test_only_app_reads_the_environment():
    assert not places(
        (module, node.lineno)
        for module in outside("attending.app")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv", "os.environb"}
    )


def test_nobody_prints():
    assert not places((m, call.lineno) for m in modules() for name, call in m.calls() if name in {"print", "pprint"})


def test_only_app_reads_the_clock():
    clock = {"now", "utcnow", "today", "time.time"}
    assert not places(
        (module, call.lineno)
        for module in outside("attending.app")
        for name, call in module.calls()
        if name == "time.time" or (name.rsplit(".", 1)[-1] in clock and name.split(".")[0] in {"datetime", "date"})
    )


def test_only_app_makes_an_unseeded_random_generator():
    allowed = ("attending.app", "attending.security")  # keys and tokens come from the operating system
    assert not places(
        (module, call.lineno)
        for module in outside(*allowed)
        for name, call in module.calls()
        if (name.startswith("random.") and name != "random.Random")
        or (name.endswith("default_rng") and not call.args and not call.keywords)
    )


def test_only_app_and_the_doors_of_models_open_the_network():
    clients = {"socket", "urllib.request", "http.client", "httpx", "requests", "openai", "aiohttp"}
    assert not places(
        (module, node.lineno)
        for module in outside("attending.app", "attending.models")
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Import) and clients & {name.name for name in node.names})
        or (isinstance(node, ast.ImportFrom) and node.module in clients)
    )


def test_no_log_line_carries_patient_data():
    def arguments(call: ast.Call) -> str:
        return " ".join(ast.unparse(argument) for argument in call.args[1:])

    levels = {"debug", "info", "warning", "error", "exception", "critical"}
    assert not places(
        (module, call.lineno)
        for module in modules()
        for name, call in module.calls()
        if name.split(".")[0] in {"log", "logger", "logging"} and name.rsplit(".", 1)[-1] in levels
        if WHERE_A_PATIENT_SPEAKS.search(arguments(call)) or any(isinstance(a, ast.JoinedStr) for a in call.args)
    )


def test_every_public_name_has_a_docstring():
    def bare(module: Module) -> Iterator[tuple[Module, int]]:
        if not ast.get_docstring(module.tree):
            yield module, 1
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                members = node.body if isinstance(node, ast.ClassDef) else []
                for one in (node, *members):
                    if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                        continue
                    if not (one.name.startswith("_") or node.name.startswith("_") or ast.get_docstring(one)):
                        yield module, one.lineno

    assert not places(found for module in modules() for found in bare(module))


def test_a_module_is_one_page_of_one_idea():
    assert not [module.name for module in modules() if module.text.count("\n") > 500]


def test_a_function_fits_on_a_screen():
    assert not places(
        (module, node.lineno)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= 60
    )


def test_the_types_that_everything_shares_stay_small():
    lines = [line for m in modules() if m.name.startswith("attending.drafts") for line in m.text.splitlines()]
    assert len(lines) <= 200


def test_a_journey_reads_like_a_protocol():
    journeys = [module for module in modules() if module.name.startswith("attending.journeys.")]
    assert not [module.name for module in journeys if module.text.count("\n") > 80]


def test_no_module_hides_behind_a_vague_name():
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
    assert not [module.name for module in modules() if vague & set(module.name.split("."))]


def test_nothing_waits_to_be_written():
    marker = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert not [module.name for module in modules() if marker.search(module.text)]
