import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "didim"


def floors_of_the_map():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = text.split("## Floors", 1)[1].split("```")[1]
    return re.findall(r"^([a-z]+)/ ", section, flags=re.MULTILINE)


def test_map_names_every_floor_that_is_built():
    built = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert set(floors_of_the_map()) == built


def test_map_names_the_floors_in_the_order_of_the_contract():
    contract = re.search(
        r"layers = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.DOTALL
    )
    assert floors_of_the_map() == re.findall(r'"didim\.([a-z]+)"', contract[1])


def test_links_of_the_documents_lead_somewhere():
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        (document.name, target)
        for document in documents
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]
    assert broken == []
