"""What stands beside a store and goes into every edition made from it: outlines, licences, whose city it is.

Each lies in the store's own folder and is put there whole or not at all.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from didim.districts.models import Edition
from didim.engines.districts.store import Store

# Raised when building makes something else of the same sources: then they are published again.
BUILDER = 2


class Kept(StrEnum):
    """Files that stand beside a store."""

    OUTLINES = "outlines.geojson"
    BOROUGHS = "boroughs.geojson"
    DONGS = "dongs.geojson"
    LICENCES = "licences.csv"
    ABOUT = "about.json"


@dataclass(frozen=True, slots=True)
class About:
    """Whose statistics a store holds: the city, the publisher in both languages, whether it is made up."""

    city: str = "서울특별시"
    publisher: str = "서울특별시 (서울 열린데이터광장, 상권분석서비스)"
    publisher_en: str = "Seoul Metropolitan Government (Seoul Open Data Plaza)"
    is_sample: bool = False


def keep(store: Store, what: Kept, content: bytes) -> None:
    """Put a file beside a store, in the place of the one that was there."""
    path = beside(store, what)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.aside")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def kept(store: Store, what: Kept) -> bytes | None:
    """Return a file that stands beside a store; None where there is none."""
    path = beside(store, what)
    return path.read_bytes() if path.exists() else None


def keep_about(store: Store, about: About) -> None:
    """Say whose statistics a store holds."""
    keep(store, Kept.ABOUT, json.dumps(asdict(about), ensure_ascii=False).encode())


def about(store: Store) -> About:
    """Return whose statistics a store holds; Seoul's where nobody said otherwise."""
    content = kept(store, Kept.ABOUT)
    return About(**json.loads(content)) if content is not None else About()


def working_store() -> Store:
    """Return the store that files brought on the pages go into: the one the current edition was made of."""
    of_sample = Edition.objects.filter(is_current=True, is_sample=True).exists()
    return Store(settings.DISTRICTS_SAMPLE_FOLDER if of_sample else settings.DISTRICTS_FOLDER)


def source_digest(store: Store, definitions: dict[str, str]) -> str:
    """Return the hash of everything an edition is made from: rows of the store, files beside it, rules.

    Files of the store are named by their content, so their names stand for it.
    """
    parts: dict[str, object] = {name: [path.name for path in store.paths(name)] for name in store.data_sets()}
    for what in Kept:
        content = kept(store, what)
        parts[f"beside:{what}"] = None if content is None else hashlib.sha256(content).hexdigest()
    parts["definitions"] = definitions
    parts["builder"] = BUILDER
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def beside(store: Store, what: Kept) -> Path:
    """Return where a file beside a store lies, or would lie."""
    return store.root / "beside" / what.value
