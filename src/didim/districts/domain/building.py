"""Everything of an edition, built from a store before a row is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from didim.districts.enums import DistrictKind, MapShapeKind, TradeGroup
from didim.engines.districts.places import Polygons
from didim.engines.districts.ranking_rules import load_ranking
from didim.engines.districts.reports import DistrictsError
from didim.engines.districts.risk import load_risk
from didim.engines.districts.rules import load_indicators
from didim.engines.districts.schemas import DATA_SETS
from didim.engines.districts.store import Store
from didim.engines.districts.survivors import load_licences
from didim.engines.forecasting import load_rule
from didim.engines.forecasting.panels import PanelError
from didim.engines.forecasting.survival import load_survival_rule, read_licences
from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.kernel.quarters import parse_quarter, quarter_code

from .gathering.changes import gather_changes
from .gathering.figures import gather_figures
from .gathering.forecasts import gather_forecasts, panel_of
from .gathering.people import gather_people
from .gathering.rankings import gather_rankings, newest_people
from .gathering.reading import Sources, open_sources
from .gathering.risks import gather_risks
from .gathering.supplies import gather_supplies
from .gathering.survivals import SurvivalRules, Survivals, gather_survivals
from .keeping import About, Kept, about, beside, kept
from .outlines import Frame, frame_of, path_data, read_outlines, simplified

DEFINITIONS = (
    "districts_indicators",
    "districts_risk",
    "districts_licences",
    "districts_ranking",
    "districts_revival",
    "forecasting",
    "forecasting_survival",
)
OUTLINE_CODE, OUTLINE_NAME = "TRDAR_CD", "name"
_SHAPES = (
    (MapShapeKind.BOROUGH, Kept.BOROUGHS, "SIG_CD", "SIG_KOR_NM"),
    (MapShapeKind.DONG, Kept.DONGS, "dong_code", "dong_name"),
)
_DONG_DIGITS = 8
_GROUPS = {"CS1": TradeGroup.FOOD, "CS2": TradeGroup.SERVICE, "CS3": TradeGroup.RETAIL}


@dataclass(frozen=True, slots=True)
class Built:
    """An edition before it is written: its own fields, and the rows of each of its tables.

    figures are Arrow rows; people, changes, risks, forecasts, supplies and similar name their district by its
    code ("place").
    """

    about: About
    frame: Frame
    definitions: dict[str, str]
    sources: list[dict[str, Any]]
    districts: list[dict[str, Any]]
    trades: list[dict[str, Any]]
    shapes: list[dict[str, Any]]
    figures: pa.Table
    people: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    risks: list[dict[str, Any]]
    forecasts: list[dict[str, Any]]
    curves: list[dict[str, Any]]
    standings: list[dict[str, Any]]
    supplies: list[dict[str, Any]]
    similar: list[dict[str, Any]]

    @property
    def quarters(self) -> tuple[int, int]:
        """The first and the last quarter of which anything is told."""
        told = {*pc.unique(self.figures["quarter"]).to_pylist()}
        told |= {row["quarter"] for rows in (self.people, self.changes) for row in rows}
        return min(told), max(told)


def versions_on(day: date) -> dict[str, DefinitionVersion]:
    """Return the definitions that an edition published on a day is made by."""
    shipped = shipped_definitions()
    return {name: shipped.as_of(name, day) for name in DEFINITIONS}


def build(store: Store, versions: Mapping[str, DefinitionVersion]) -> Built:
    """Build an edition from a store and what stands beside it; DistrictsError where it cannot be.

    Minutes for a large city: most of it the rolling origins of the forecast.
    """
    sources = open_sources(store)
    places = _places(sources)
    outlines, frame = _outlines(store, places)
    boroughs = {code: row["borough"] for code, row in places.items()}
    figures = gather_figures(sources, load_indicators(versions["districts_indicators"]))
    people = {key: row for key, row in gather_people(sources).items() if key[0] in places}
    lived = _survivals(sources, boroughs, versions, figures)
    panel = panel_of(figures, places, people)
    risks = gather_risks(figures, boroughs, load_risk(versions["districts_risk"]), lived.survivors)
    ranking, newest = load_ranking(versions["districts_ranking"]), newest_people(people)
    supplies, similar = gather_supplies(figures, places, newest, ranking)
    built = Built(
        about=about(store),
        frame=frame,
        definitions={name: version.id for name, version in versions.items()},
        sources=_sources(store),
        districts=_districts(places, outlines, frame),
        trades=_trades(sources, figures),
        shapes=list(_shapes(store, places, frame)),
        figures=figures,
        people=[{"place": place, "quarter": quarter, **row} for (place, quarter), row in people.items()],
        changes=[row for row in gather_changes(sources) if row["place"] in places],
        risks=risks,
        forecasts=gather_forecasts(panel, load_rule(versions["forecasting"])),
        curves=lived.curves,
        standings=gather_rankings(figures, places, newest, risks, ranking),
        supplies=supplies,
        similar=similar,
    )
    if not figures.num_rows and not built.people and not built.changes:
        raise DistrictsError("공개할 수치가 없습니다. 점포나 추정매출 자료를 먼저 읽어 들여 주세요.")
    return built


def _places(sources: Sources) -> dict[str, dict[str, Any]]:
    rows = sources.engine.rows(sources.areas.order_by("place")).to_pylist()
    return {row["place"]: row for row in rows}


def _outlines(store: Store, places: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Any], Frame]:
    """Return the outline of each district by code (simplified, EPSG:5181), and the view box around all."""
    content = kept(store, Kept.OUTLINES)
    centres = np.array([(row["x"], row["y"]) for row in places.values()], float)
    bounds = [*centres.min(axis=0), *centres.max(axis=0)]
    if content is None:
        return {}, frame_of(bounds)
    read = read_outlines(content, OUTLINE_CODE, OUTLINE_NAME)
    known = np.array([code in places for code in read.codes], dtype=bool)
    if not known.any():
        raise DistrictsError("상권 경계 파일에 영역 자료의 상권이 하나도 없습니다. 파일을 확인해 주세요.")
    drawn = read.outlines[known]
    whole = shapely.total_bounds(drawn)
    frame = frame_of([*np.minimum(whole[:2], bounds[:2]), *np.maximum(whole[2:], bounds[2:])])
    codes = [code for code, there in zip(read.codes, known, strict=True) if there]
    return dict(zip(codes, simplified(drawn, frame), strict=True)), frame


def _districts(
    places: Mapping[str, Mapping[str, Any]], outlines: Mapping[str, Any], frame: Frame
) -> list[dict[str, Any]]:
    found = []
    for code, row in places.items():
        across, down = frame.place(row["x"], row["y"])
        found.append(
            {
                "code": code,
                "name": row["place_name"] or code,
                "kind": row["kind"] or DistrictKind.ALLEY.value,
                "dong_code": row["dong"],
                "dong_name": row["dong_name"] or row["dong"],
                "borough_code": row["borough"],
                "borough_name": row["borough_name"] or row["borough"],
                "area_m2": round(row["area_m2"]),
                "x": int(across),
                "y": int(down),
                "outline": path_data(outlines[code], frame) if code in outlines else "",
            }
        )
    return found


def _shapes(store: Store, places: Mapping[str, Mapping[str, Any]], frame: Frame) -> Iterable[dict[str, Any]]:
    """Yield the outlines of the boroughs and dongs that have districts, as far as they reach into the map."""
    right, bottom = frame.left + frame.width * frame.metres, frame.top - frame.height * frame.metres
    window = shapely.box(frame.left, bottom, right, frame.top)
    for kind, what, code, name in _SHAPES:
        content = kept(store, what)
        if content is None:
            continue
        read = read_outlines(content, code, name)
        known = {row[kind.value] for row in places.values()}
        # Dongs have eight digits here and ten elsewhere.
        codes = [one if one in known else one[:_DONG_DIGITS] for one in read.codes]
        there = np.array([one in known for one in codes], dtype=bool)
        if not there.any():
            continue
        fewer = shapely.intersection(simplified(read.outlines[there], frame), window)
        for at, outline in zip(np.flatnonzero(there).tolist(), fewer, strict=True):
            path = path_data(outline, frame)
            if path:
                yield {
                    "kind": kind.value,
                    "code": codes[at],
                    "name": read.names[at] or codes[at],
                    "outline": path,
                }


def _trades(sources: Sources, figures: pa.Table) -> list[dict[str, Any]]:
    """Return the trades of which anything is counted, with their names."""
    names: dict[str, str] = {}
    for data_set in ("sales", "stores", "trades"):
        rows = sources.table(data_set)
        if rows is not None:
            pairs = sources.engine.rows(rows.select("trade", "trade_name").distinct())
            names |= {
                row["trade"]: row["trade_name"] for row in pairs.to_pylist() if row["trade_name"] is not None
            }
    codes = sorted(code for code in pc.unique(figures["trade_code"]).to_pylist() if code)
    return [
        {
            "code": code,
            "name": names.get(code, code),
            "group": _GROUPS.get(code[:3], TradeGroup.SERVICE).value,
        }
        for code in codes
    ]


def _survivals(
    sources: Sources,
    boroughs: Mapping[str, str],
    versions: Mapping[str, DefinitionVersion],
    figures: pa.Table,
) -> Survivals:
    """Return what licences tell; nothing where there are none, or no outlines to find their districts by."""
    content = kept(sources.store, Kept.OUTLINES)
    path = beside(sources.store, Kept.LICENCES)
    if content is None or not path.exists() or not figures.num_rows:
        return Survivals([], {})
    rules = SurvivalRules(
        load_survival_rule(versions["forecasting_survival"]),
        load_indicators(versions["districts_indicators"]),
        load_licences(versions["districts_licences"]),
        load_risk(versions["districts_risk"]).pooled_quarters,
    )
    try:
        licences = read_licences(path, rules.curves)
    except PanelError as error:
        raise DistrictsError(str(error)) from error
    last = int(quarter_code(pc.max(figures["quarter"]).as_py()))
    return gather_survivals(sources.engine, licences, Polygons.read(content), (boroughs, last), rules)


def _sources(store: Store) -> list[dict[str, Any]]:
    """Return where the figures come from: each data set with its files, rows and quarters."""
    said = about(store)
    found: list[dict[str, Any]] = []
    for name in store.data_sets():
        reports = [one for one in store.files() if one["data_set"] == name]
        quarters = [one for one in store.quarters(name) if one != "all"]
        found.append(
            {
                "data_set": name,
                "title": {"ko": DATA_SETS[name].name.ko, "en": DATA_SETS[name].name.en},
                "publisher": {"ko": said.publisher, "en": said.publisher_en},
                "files": [one["file"] for one in reports],
                "rows": sum(one["kept"] for one in reports),
                "rejected": sum(one["rejected"] for one in reports),
                "repaired": sum(one["repaired"] for one in reports),
                "quarters": [parse_quarter(quarters[0]), parse_quarter(quarters[-1])] if quarters else [],
            }
        )
    return found
