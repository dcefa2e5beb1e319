"""What the documents and files of the repository promise, held against the code."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import yaml
from typer.core import TyperGroup
from typer.main import get_command

from bot.cli import app as command_line
from bot.region import OVERRIDES, shipped_folder
from bot.region_file import RegionFile
from knowledge.importers import csv_table
from routing import intake
from tests.catalogue import ROOT

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def called_with_names(package: str, *functions: str) -> set[str]:
    """Upper-case names handed to these functions: how the environment is read here."""
    found = set()
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in functions and re.fullmatch(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", str(node.args[0].value)):
                    found.add(str(node.args[0].value))
    return found


def product_variables() -> set[str]:
    return called_with_names("bot", "get", "need", "host")


def test_the_readme_names_every_variable_the_product_reads_and_no_other() -> None:
    read = product_variables()

    table = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))

    assert "TSUNAGU_SECRET_KEY" in read
    assert table == read


def test_contributors_find_every_variable_the_tests_read() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

    theirs = called_with_names("tests", "get") - product_variables() - {"PYTEST_XDIST_WORKER"}
    assert len(theirs) > 2
    assert {name for name in theirs if f"`{name}`" not in contributing} == set()


def test_the_example_environment_holds_what_must_be_set() -> None:
    written = (ROOT / "deploy" / "env.example").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")

    example = set(re.findall(r"^([A-Z_]+)=$", written, re.MULTILINE))

    assert example == set(re.findall(r"^\| `([A-Z_]+)` \|.*\| must be set \|$", readme, re.MULTILINE))


def test_the_readme_names_every_command_and_no_other() -> None:
    whole = get_command(command_line)
    assert isinstance(whole, TyperGroup)
    commands = set(whole.commands)

    listed = set(re.findall(r"^\| `tsunagu ([a-z-]+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))

    assert listed == commands


def test_the_region_guide_names_every_key_column_and_file() -> None:
    guide = (ROOT / "deploy" / "README.md").read_text("utf-8")

    def keys(model: type) -> Iterator[str]:
        for name, field in getattr(model, "model_fields", {}).items():
            yield name
            for inner in (field.annotation, *get_args(field.annotation)):
                yield from keys(inner) if isinstance(inner, type) else ()

    wanted = {*keys(RegionFile), *csv_table.COLUMNS, *OVERRIDES.values(), *intake.names()}
    assert len(wanted) > 50
    assert {name for name in wanted if f"`{name}`" not in guide} == set()


def test_every_link_between_documents_leads_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "deploy").glob("*.md")]
    pictures = ROOT / "deploy" / "pictures"  # taken from the running page, checked where they are taken
    broken = []

    for document in documents:
        for target in re.findall(r"\]\(([^)#\s]+)", document.read_text("utf-8")):
            there = (document.parent / target).resolve()
            if "://" not in target and pictures not in there.parents and not there.exists():
                broken.append((document.name, target))

    assert broken == []


def test_the_manifest_in_the_set_up_is_the_one_that_ships() -> None:
    manifest = yaml.safe_load((shipped_folder().parent / "manifest.yaml").read_text("utf-8"))
    readme = (ROOT / "README.md").read_text("utf-8")

    commands = [one["command"] for one in manifest["features"]["slash_commands"]]

    assert "deploy/manifest.yaml" in readme
    assert {name for name in commands if name not in readme} == set()


# -- files -----------------------------------------------------------------------------------


def kept() -> list[Path]:
    """Every file of the repository that is text; outside of one, what a checkout would hold."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = [
            path for path in ROOT.rglob("*") if path.is_file() and not path.relative_to(ROOT).parts[0].startswith(".")
        ]
    return [path for path in paths if path.suffix not in (".woff2", ".png") and path.is_file()]


def test_no_file_names_a_place_on_one_machine_or_a_package_host() -> None:
    machine = re.compile(r"(?<![\w.}/-])/" + r"(?:work|home|root|tmp)/[a-z]")
    host = re.compile(
        "|".join(("py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.org", "(?<!emit-)index" + "-url"))
    )
    found = []

    for path in kept():
        text = path.read_text("utf-8")
        found += [
            (path.relative_to(ROOT).as_posix(), hit[0]) for rule in (machine, host) for hit in rule.finditer(text)
        ]

    assert found == []


CHARACTER_TABLES = {"knowledge/text.py", "knowledge/importers/csv_table.py"}  # ranges and pairs of kana, no words


def test_no_sentence_for_people_lives_in_python() -> None:
    found = []

    for package in ("bot", "knowledge", "routing", "storage"):
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            tree = ast.parse(path.read_text("utf-8"))
            documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
            docstrings = {
                ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)
            }
            for node in ast.walk(tree):
                if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node.value in docstrings:
                    continue
                if JAPANESE.search(node.value) and place not in CHARACTER_TABLES:
                    found.append((place, node.lineno, node.value))

    assert found == []


def test_every_data_file_travels_with_its_package() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = told["tool"]["setuptools"]["package-data"]["*"]
    suffixes = {pattern.removeprefix("*") for pattern in patterns}

    inside = {
        path.suffix for path in kept() if path.relative_to(ROOT).parts[0] in ("bot", "knowledge", "routing", "storage")
    }

    assert inside - suffixes - {".py", ".md"} == set()


def pinned(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9._-]+==[^\s;\\]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def test_what_runs_is_what_was_tested() -> None:
    """The lock of the container is the tested one without the tools: the same versions, every dependency in it."""
    running, tested = pinned("deploy/requirements-runtime.lock"), pinned("requirements.lock")
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]

    assert running < tested
    names = {one.partition("==")[0] for one in running}
    assert {re.split(r"[\[<>=]", one)[0].replace(".", "-") for one in wanted} <= names
