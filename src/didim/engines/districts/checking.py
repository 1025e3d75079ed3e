"""Our figures held against the publisher's, with how far they agree and why not where they do not."""

from collections import Counter
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table

from didim.engines.districts.indicators import change_classes
from didim.engines.districts.licences import Shops, count_in
from didim.engines.districts.places import Polygons
from didim.engines.districts.running import Engine
from didim.kernel.quarters import last_day, parse_quarter
from didim.kernel.wording import Text

EXAMPLES = 5
NEAR_SHOPS, NEAR_PERCENT = 3, 20
_ROUNDS = 0.51  # a published rate is whole: half a point and its last digit


def check_change_classes(engine: Engine, change: Table) -> dict[str, Any]:
    """Recompute the change class of every row."""
    classes = change_classes(change)
    same = classes.official == classes.recomputed
    tie = classes.operating_tie | classes.closed_tie
    counted = classes.group_by(
        same=same, tie=tie, official=classes.official, recomputed=classes.recomputed
    ).agg(rows=classes.count())
    rows = engine.rows(counted.order_by("official", "recomputed", "tie")).to_pylist()
    total = sum(row["rows"] for row in rows)
    agree = sum(row["rows"] for row in rows if row["same"])
    ties = sum(row["rows"] for row in rows if row["tie"])
    differ_without = sum(row["rows"] for row in rows if not row["same"] and not row["tie"])
    return {
        "rows": total,
        "agree": agree,
        "agreement_percent": _percent(agree, total),
        "rows_without_a_tie": total - ties,
        "agreement_without_ties_percent": _percent(total - ties - differ_without, total - ties),
        "differ": [
            {name: row[name] for name in ("official", "recomputed", "rows")}
            for row in rows
            if not row["same"]
        ],
        "rule": "H where the months are equal to or more than the city's",
        "explanation": _both(
            Text(
                f"다른 {total - agree:,}행 가운데 {total - agree - differ_without:,}행은 공표된 개월 수가"
                " 서울 평균과"
                " 같은 행입니다. 공표 값은 정수로 반올림되었고 등급은 반올림 전 값으로 정해져, 공표"
                " 자료만으로는"
                " 어느 쪽인지 알 수 없습니다. 같으면 H로 봅니다.",
                f"{total - agree - differ_without:,} of the {total - agree:,} rows that differ have months"
                " equal"
                " to the city's. Months are published as whole numbers, classes were made from months before"
                " rounding, so published data cannot tell on which side such a row lies. Equal counts as H.",
            )
        ),
    }


def check_closing_rates(engine: Engine, stores: Table, panel: Table | None) -> dict[str, Any]:
    """Recompute the closing rate of every row of stores; rebuild the counts of the panel."""
    rows = stores.filter(stores.unit == "district")
    rate = 100 * rows.closings.cast("float64") / rows.stores.nullif(0)
    compared = rows.select(
        "quarter", "place", "trade", "stores", "closings", published=rows.closing_rate, recomputed=rate
    )
    off = (compared.published - compared.recomputed).abs()
    differs = compared.filter(off > _ROUNDS)
    # Rounded half up to a tenth, and that to a whole number: 2.46 → 2.5 → 3.
    tenths = (2000 * compared.closings + compared.stores) // (2 * compared.stores).nullif(0)
    twice = (tenths + 5) // 10
    summary = engine.rows(
        compared.agg(
            rows=compared.count(),
            without_stores=(compared.stores == 0).cast("int64").sum(),
            compared=compared.recomputed.notnull().cast("int64").sum(),
            over_100=(compared.published > 100).cast("int64").sum(),  # noqa: PLR2004 - percent
            closings_without_stores=((compared.stores == 0) & (compared.closings > 0)).cast("int64").sum(),
            equal_when_rounded_twice=(compared.published == twice).cast("int64").sum(),
            whole=(compared.published == compared.published.floor()).cast("int64").sum(),
        )
    ).to_pylist()[0]
    unlike = engine.rows(differs.order_by(ibis.desc(differs.stores), "quarter", "place")).to_pylist()
    agree = summary["compared"] - len(unlike)
    result: dict[str, Any] = {
        **summary,
        "agree": agree,
        "agreement_percent": _percent(agree, summary["compared"]),
        "differ": len(unlike),
        "largest_difference_points": round(
            max((abs(row["published"] - row["recomputed"]) for row in unlike), default=0.0), 3
        ),
        "examples": unlike[:EXAMPLES],
        "explanation": _both(
            Text(
                "공표 폐업률은 정수여서 0.5%p까지는 같다고 봅니다. 다른 행은 소수 첫째 자리에서 한 번,"
                " 정수로 한 번"
                " 더 반올림된 값입니다(2.46 → 2.5 → 3). 100 %를 넘는 값은 분기 말 점포보다 폐업이 많은 작은"
                " 상권에서 나오며 그대로 둡니다. 합계는 언제나 Σ폐업/Σ점포로 다시 계산합니다.",
                "Published rates are whole numbers, so up to half a point counts as equal; the rows that"
                " differ"
                " were rounded twice (2.46 to 2.5 to 3). Above 100 % stand small districts in which more"
                " shops"
                " closed than were left; they are kept. Totals are always Σ closings / Σ stores.",
            )
        ),
    }
    if panel is not None:
        result["panel"] = _panel_counts(engine, panel)
    return result


def _panel_counts(engine: Engine, panel: Table) -> dict[str, Any]:
    """Tell whether closing rate × stores is a whole number of shops on every row of the panel."""
    counted = panel.closing_rate * panel.stores / 100
    off = (counted - counted.round(0)).abs()
    allowed = 0.00006 * panel.stores / 100 + 1e-6  # rates have four digits
    row = engine.rows(
        panel.agg(
            rows=panel.count(),
            whole=(off <= allowed).cast("int64").sum(),
            closings=counted.round(0).cast("int64").sum(),
            store_quarters=panel.stores.sum(),
        )
    ).to_pylist()[0]
    return {**row, "closing_rate_percent": round(100 * row["closings"] / row["store_quarters"], 4)}


def check_placed_licences(
    engine: Engine, stores: Table, areas: Table, shops: Shops, polygons: Polygons, trade: str
) -> dict[str, Any]:
    """Compare the official number of shops of a trade with open licences that lie in each district."""
    rows = stores.filter((stores.unit == "district") & (stores.trade == trade))
    last = engine.rows(rows.agg(quarter=rows.quarter.max())).to_pylist()[0]["quarter"]
    latest = rows.filter(rows.quarter == last).select("place", "stores")
    placed = areas.select("place", "borough", "borough_name")
    official = engine.rows(latest.join(placed, "place").order_by("place")).to_pylist()
    then = shops.open_on(last_day(parse_quarter(str(last))))
    counts, outside = count_in(shops, then, polygons)
    covered = _covered(official, counts)
    pairs = [(row["stores"], counts[row["place"]]) for row in official if row["borough_name"] in covered]
    ours, theirs = np.array([pair[1] for pair in pairs], float), np.array([pair[0] for pair in pairs], float)
    near = np.abs(ours - theirs) <= np.maximum(NEAR_SHOPS, theirs * NEAR_PERCENT / 100)
    return {
        "trade": trade,
        "quarter": str(last),
        "boroughs_covered": sorted(covered),
        "licences_open_then": int(then.sum()),
        "licences_outside_districts": outside,
        "licences_left_out_without_day": shops.without_day,
        "districts": len(pairs),
        "official_stores": int(theirs.sum()),
        "placed_licences": int(ours.sum()),
        "placed_per_official_percent": _percent(int(ours.sum()), int(theirs.sum())),
        "correlation": round(float(np.corrcoef(ours, theirs)[0, 1]), 4) if len(pairs) > 1 else None,
        "districts_near": int(near.sum()),
        "districts_near_percent": _percent(int(near.sum()), len(pairs)),
        "near_means": f"within {NEAR_SHOPS} shops or {NEAR_PERCENT} %",
        "median_difference": float(np.median(ours - theirs)) if pairs else None,
        "explanation": _both(
            Text(
                "이 파일은 휴게음식점 가운데 커피숍만 셉니다. 일반음식점이나 제과점으로 허가받은 카페는"
                " 여기 없고"
                " 공식 '커피-음료'에는 들어갈 수 있습니다(얼마나인지는 이 자료로 알 수 없음). 좌표가 없는"
                " 점포는 세지 않고, 상권이 겹치면 두 곳에 셉니다. 수준은 다르고 상권의 순서는 비슷합니다.",
                "The file counts coffee shops among 휴게음식점 only. Cafés licensed as restaurants or"
                " bakeries are not in it and may be in the official trade (how many, these data cannot tell)."
                " Shops without coordinates are not counted; where districts overlap, both count. Levels"
                " differ while the order of districts is alike.",
            )
        ),
    }


def _covered(official: list[dict[str, Any]], counts: dict[str, int]) -> set[str]:
    """Return the boroughs a licence file is about; a neighbour has some shops where districts cross."""
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for row in official:
        ours[row["borough_name"]] += counts.get(row["place"], 0)
        theirs[row["borough_name"]] += row["stores"]
    share = {name: ours[name] / theirs[name] for name in theirs if theirs[name]}
    most = max(share.values(), default=0.0)
    return {name for name, part in share.items() if part > 0 and part >= most / 2}


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 3) if whole else None


def _both(text: Text) -> dict[str, str]:
    return {"ko": text.ko, "en": text.en}
