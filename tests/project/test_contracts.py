"""The import contracts do what they say: a forbidden import is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src", house / "src", ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", house)
    return house


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    # PYTHONPATH puts the copy before the checkout, which the virtual environment knows.
    return subprocess.run(
        [LINTER, "--no-cache"],
        cwd=house,
        env={"PYTHONPATH": str(house / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_contracts_hold(house: Path) -> None:
    answer = lint(house)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("kernel/money_intruder.py", "import didim.registry.models", "The floors"),
        ("accounts/intruder.py", "from didim.programmes import models", "The floors"),
        ("registry/intruder.py", "from didim.web import portal", "The floors"),
        ("engines/intruder.py", "from django.db import models", "no Django"),
        ("kernel/intruder.py", "import psycopg", "no Django"),
        ("web/portal/intruder.py", "from didim.web import workbench", "do not know each other"),
    ],
)
def test_forbidden_import_breaks_its_contract(house: Path, module: str, line: str, contract: str) -> None:
    path = house / "src" / "didim" / module
    path.write_text(f"{line}\n")
    try:
        answer = lint(house)
    finally:
        path.unlink()
    assert answer.returncode == 1
    broken = [row for row in answer.stdout.splitlines() if "BROKEN" in row]
    assert contract in broken[0]
