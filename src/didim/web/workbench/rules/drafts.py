"""A rule while somebody edits it: everything typed is kept, right or wrong, and goes back into the form.

A draft is a tree of nodes; each node's fields are named by its path ("r", "r_0", "r_0_2", …), so the whole
tree travels in one ordinary form and every change is one submit button. Without JavaScript the page works
as it does with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

ROOT = "r"
GROUPS = ("all", "any")
WRAPPERS = ("not", "likely")
LEAVES = ("compare", "region", "industry", "designation", "stated")
MAX_NODES = 200


@dataclass
class Draft:
    """One node as typed.

    values: what stands in the value fields of a comparison, as text. codes: chosen regions, industries,
    certificates or choices. adding: names typed into the field that adds codes and not looked up yet.
    """

    kind: str
    fact: str = ""
    op: str = ""
    values: list[str] = field(default_factory=lambda: ["", ""])
    codes: list[str] = field(default_factory=list)
    adding: str = ""
    text: str = ""
    as_of: str = ""
    source: dict[str, str] = field(default_factory=dict)
    parts: list["Draft"] = field(default_factory=list)
    path: str = ROOT

    @property
    def takes_parts(self) -> bool:
        """Whether another condition can be put into this node now."""
        return self.kind in GROUPS or (self.kind in WRAPPERS and not self.parts)

    def walk(self) -> Iterator["Draft"]:
        """Yield this node and everything below it, from top to bottom."""
        yield self
        for part in self.parts:
            yield from part.walk()


def with_paths(draft: Draft, path: str = ROOT) -> Draft:
    """Give every node the path it has now, and return the root."""
    draft.path = path
    for at, part in enumerate(draft.parts):
        with_paths(part, f"{path}_{at}")
    return draft


def from_json(content: Mapping[str, Any]) -> Draft:
    """Return the draft of a stored rule; an empty one is a group without conditions: anyone."""
    root = _from_json(content) if content else Draft("all")
    if root.kind not in GROUPS:
        root = Draft("all", parts=[root])
    return with_paths(root)


def _from_json(content: Mapping[str, Any]) -> Draft:
    kind = str(content.get("kind", "stated"))
    draft = Draft(kind, source=dict(content.get("source") or {}), as_of=content.get("as_of") or "")
    if kind in GROUPS:
        draft.parts = [_from_json(part) for part in content.get("parts", [])]
    elif kind in WRAPPERS:
        draft.parts = [_from_json(content["part"])] if content.get("part") else []
    elif kind == "compare":
        draft.fact, draft.op = content.get("fact", ""), content.get("op", "")
        value = content.get("value")
        items = value if isinstance(value, list) else [value]
        typed = [f"{item:,}" if isinstance(item, int) else str(item) for item in items]
        draft.values = [*typed, "", ""][:2]
        draft.codes = typed
    elif kind in {"region", "industry"}:
        draft.codes = list(content.get("within", []))
    elif kind == "designation":
        draft.codes = list(content.get("any_of", []))
    else:
        draft.text = content.get("text", "")
    return draft


def from_form(posted: QueryDict) -> Draft:
    """Return the draft that a form holds; a form without a tree is an empty group."""
    budget = [MAX_NODES]
    root = _from_form(posted, ROOT, budget) if f"{ROOT}-kind" in posted else Draft("all")
    return with_paths(root)


def _from_form(posted: QueryDict, path: str, budget: list[int]) -> Draft:
    budget[0] -= 1

    def typed(name: str) -> str:
        return str(posted.get(f"{path}-{name}", "")).strip()

    kind = typed("kind")
    draft = Draft(
        kind if kind in {*GROUPS, *WRAPPERS, *LEAVES} else "stated",
        fact=typed("fact"),
        op=typed("op"),
        values=[typed("value"), typed("value2")],
        codes=[str(code) for code in posted.getlist(f"{path}-codes")],
        adding=typed("adding"),
        text=typed("text"),
        as_of=typed("as_of"),
        source={
            name: typed(f"source_{name}")
            for name in ("text", "field", "definition")
            if typed(f"source_{name}")
        },
    )
    at = 0
    while f"{path}_{at}-kind" in posted and budget[0] > 0:
        draft.parts.append(_from_form(posted, f"{path}_{at}", budget))
        at += 1
    return draft


def find(draft: Draft, path: str) -> Draft | None:
    """Return the node at a path, None when there is none."""
    return next((node for node in draft.walk() if node.path == path), None)


def parent_of(draft: Draft, path: str) -> tuple[Draft, int] | None:
    """Return the node above a path and the place of the node in it; None for the root or a wrong path."""
    above, _, last = path.rpartition("_")
    parent = find(draft, above) if above else None
    if parent is None or not last.isdigit() or int(last) >= len(parent.parts):
        return None
    return parent, int(last)


def changed(draft: Draft, action: str, new: Draft | None = None) -> tuple[Draft, str]:
    """Return the tree after a submit button, and the path that should get the focus ("" for none).

    Actions: "add:PATH" (puts `new` there), "remove:PATH", "up:PATH", "down:PATH", "negate:PATH" (puts the
    node into an exclusion, or takes it out of one). A path that is not there changes nothing.
    """
    name, _, path = action.partition(":")
    node = find(draft, path)
    if node is None:
        return draft, ""
    if name == "add":
        if new is None or not node.takes_parts or sum(1 for _ in draft.walk()) >= MAX_NODES:
            return draft, path
        node.parts.append(new)
        return with_paths(draft), f"{path}_{len(node.parts) - 1}"
    place = parent_of(draft, path)
    if place is None:
        return draft, path
    return _moved(draft, node, place, name)


def _moved(draft: Draft, node: Draft, place: tuple[Draft, int], name: str) -> tuple[Draft, str]:
    parent, at = place
    focus = at
    if name == "remove":
        del parent.parts[at]
        return with_paths(draft), parent.path
    if name in {"up", "down"}:
        focus = at - 1 if name == "up" else at + 1
        if not 0 <= focus < len(parent.parts):
            return draft, node.path
        parent.parts[at], parent.parts[focus] = parent.parts[focus], parent.parts[at]
    elif name == "negate":
        inside = node.parts[0] if node.kind == "not" and node.parts else Draft("not", parts=[node])
        parent.parts[at] = inside
    return with_paths(draft), f"{parent.path}_{focus}"
