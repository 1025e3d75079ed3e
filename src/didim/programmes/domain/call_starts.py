"""What a call may begin with: forms, documents, exclusions and rounds as the dated definitions have them."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from didim.engines.scoring import RoundKind, dump_rounds, standard_rounds
from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.kernel.wording import Text

DOCUMENT_PREFIX = "doc_"
# How many judge one application where nothing else is said; five before an audience, so that the highest and
# the lowest can be dropped.
_REVIEWERS = {RoundKind.WRITTEN: 3, RoundKind.PRESENTATION: 5, RoundKind.SITE_VISIT: 3}
_CUTOFF = "review-cutoff"


def form_names() -> dict[str, Text]:
    """Return the titles of the forms a call may begin with, by key."""
    return {key: Text(content["title"], content["title_en"]) for key, content in _shipped_forms().items()}


def form_to_begin_with(key: str, *, on: date) -> dict[str, Any]:
    """Return a form of that key, its pages measured as on a day; raise KeyError for an unknown key."""
    pages = shipped_definitions().as_of("plan-page", on)
    content: dict[str, Any] = json.loads(json.dumps(_shipped_forms()[key]["form"]))
    measure = {"characters": pages.values["characters"], "max_pages": pages.values["max_pages"]}
    return content | {"page": measure | {"definition": pages.id}}


def known_documents(*, on: date) -> list[dict[str, Any]]:
    """Return every kind of document as an entry of a list; `standard` marks what most calls ask for."""
    largest = shipped_definitions().as_of("plan-page", on).values["max_megabytes"]
    return [
        {
            "key": f"{DOCUMENT_PREFIX}{entry['kind']}",
            "kind": entry["kind"],
            "label": entry["label"],
            "label_en": entry["label_en"],
            "required": entry["required"],
            "reuse": entry["reuse"],
            "validity_days": entry["validity_days"] or None,
            "types": list(entry["types"]),
            "max_megabytes": largest,
            "max_count": 1,
            "standard": entry["standard"],
        }
        for entry in shipped_definitions().as_of("call-documents", on).values["entries"]
    ]


def documents_to_begin_with(*, on: date) -> list[dict[str, Any]]:
    """Return the documents most calls ask for."""
    return [
        {name: value for name, value in entry.items() if name != "standard"}
        for entry in known_documents(on=on)
        if entry["standard"]
    ]


def known_exclusions(*, on: date) -> DefinitionVersion:
    """Return the standard list of who may not apply: values["entries"] with key, text and text_en."""
    return shipped_definitions().as_of("call-exclusions", on)


def rounds_to_begin_with(kinds: Sequence[RoundKind], *, on: date) -> list[dict[str, Any]]:
    """Return rounds of these kinds with the usual criteria, parameters and numbers of reviewers."""
    definitions = shipped_definitions()
    rounds = standard_rounds(kinds, definitions.as_of("review-scoring", on), definitions.as_of(_CUTOFF, on))
    return [
        content | {"reviewers": _REVIEWERS[rule.kind]}
        for rule, content in zip(rounds, dump_rounds(rounds), strict=True)
    ]


@cache
def _shipped_forms() -> dict[str, dict[str, Any]]:
    folder = resources.files("didim").joinpath("definitions", "forms")
    files = [item for item in folder.iterdir() if item.name.endswith(".json")]
    read = {item.name.removesuffix(".json"): json.loads(item.read_text(encoding="utf-8")) for item in files}
    return dict(sorted(read.items(), reverse=True))
