"""No figure's value stands in a definition or in the code that measures, builds and sets figures."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import didim

PACKAGE = Path(didim.__file__).parent
DEFINITIONS = [
    *sorted((PACKAGE / "definitions" / "figures").glob("*.toml")),
    *sorted((PACKAGE / "definitions" / "reports").glob("*.toml")),
    PACKAGE / "definitions" / "indicators.toml",
]
CODE = [
    *sorted((PACKAGE / "reports").rglob("*.py")),
    *sorted((PACKAGE / "outcomes").rglob("*.py")),
    *sorted((PACKAGE / "documents" / "reports").rglob("*.py")),
    PACKAGE / "documents" / "charts.py",
    PACKAGE / "project" / "cli" / "report.py",
    PACKAGE / "project" / "sample" / "compared.py",
]
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# Parameters of a definition, not values: its unit, how small a sample may be, how many years a line shows.
PARAMETERS = {"unit", "min_sample", "years", "valid_from", "valid_to", "version"}
YEARS = range(1990, 2101)


def stated() -> set[str]:
    """Return what the accounts print, as digits; one digit says too little to be looked for."""
    rows = tomllib.loads((PACKAGE / "project" / "sample" / "published.toml").read_text("utf-8"))["published"]
    said = [row[name] for row in rows for name in ("value", "change", "target", "of") if name in row]
    digits = {text.replace(",", "").removeprefix("-") for text in said}
    return {text for text in digits if len(text) > 1}


def leaves(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in PARAMETERS:
                yield from leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, name)
    else:
        yield str(value)


def numbers(text: str) -> set[str]:
    found = {match.replace(",", "") for match in NUMBER.findall(text)}
    return {number for number in found if not (number.isdigit() and int(number) in YEARS)}


def test_no_definition_holds_a_stated_value() -> None:
    values = stated()
    assert len(values) > 50
    found = {
        (path.name, leaf): sorted(numbers(leaf) & values)
        for path in DEFINITIONS
        for leaf in leaves(tomllib.loads(path.read_text("utf-8")))
    }
    assert {place: hits for place, hits in found.items() if hits} == {}


def test_no_code_holds_a_stated_value() -> None:
    # Numbers of two or three digits are widths, scales and lengths of names in any code.
    values = {value for value in stated() if len(value) > 3}
    hits = [
        (path.name, node.lineno, node.value)
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and not isinstance(node.value, bool)
        if numbers(str(node.value)) & values
    ]
    assert hits == []
