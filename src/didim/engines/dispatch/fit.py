"""How well an expert fits a request: trade, subject, way to go, what firms said, whose turn it is.

Each part has 0 to 1000 points; the fit is their weighted mean, rounded to a grain. All numbers come from the
dated definition "expert-fit".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from didim.engines.assignment.fit import shared_levels
from didim.engines.dispatch.problem import FULL_FIT, Balance
from didim.kernel.wording import Text

PARTS = ("trade", "topic", "way", "praise", "turn")
Point = tuple[float, float]  # degrees of longitude and latitude
_EARTH_KM = 6371.0088  # mean radius (IUGG)
_PROVINCE, _DISTRICT = 2, 5  # digits of a region code
_WHOLE = (
    "no_trade", "no_topic", "near_km", "far_km", "most_km", "praise_prior", "praise_prior_count", "full_turn",
    "rival_levels", "least", "grain", "clinic_a_month", "waited_days",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExpertProfile:
    """What an expert knows and where: KSIC codes, topics, region codes served, where a journey begins.

    `points` are the middles of `regions` as far as they are known, or of the one place a journey begins.
    `praise` is the sum of satisfaction scores (1 to 5) of `praised` answers, `visits` those of the last
    twelve months. A working owner's firm has `own_trade` and `own_region` ("": none).
    """

    id: str
    trades: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    languages: tuple[str, ...] = ("ko",)
    praise: int = 0
    praised: int = 0
    visits: int = 0
    own_trade: str = ""
    own_region: str = ""


@dataclass(frozen=True, slots=True)
class RequestProfile:
    """What a request is about: KSIC code, topics, region code and its middle, the language of the visit."""

    id: str
    trade: str = ""
    topics: tuple[str, ...] = ()
    region: str = ""
    point: Point | None = None
    language: str = "ko"


@dataclass(frozen=True, slots=True)
class FitRule:
    """The numbers of the definition "expert-fit"; `definition` is the id of its version."""

    weights: Mapping[str, int]
    trade: tuple[int, ...]
    no_trade: int
    no_topic: int
    region: tuple[int, ...]
    near_km: int
    far_km: int
    most_km: int
    praise_prior: int
    praise_prior_count: int
    full_turn: int
    rival_levels: int
    least: int
    grain: int
    balance: Balance
    clinic_a_month: int
    waited_days: int
    definition: str = ""


def load_rule(values: Mapping[str, Any], definition: str = "") -> FitRule:
    """Return the rule of a definition's values; raise KeyError or ValueError where they are wrong."""
    whole = {name: int(values[name]) for name in _WHOLE}
    rule = FitRule(
        weights={part: int(values["weights"][part]) for part in PARTS},
        trade=tuple(int(one) for one in values["trade"]),
        region=tuple(int(one) for one in values["region"]),
        balance=Balance(tuple((int(share), int(cost)) for share, cost in values["balance"])),
        definition=definition,
        **whole,
    )
    points = (*rule.trade, *rule.region, rule.no_trade, rule.no_topic, rule.least)
    if any(weight < 0 for weight in rule.weights.values()) or not any(rule.weights.values()):
        raise ValueError("적합도의 비중은 0 이상이고 하나는 0보다 커야 합니다.")
    if any(not 0 <= one <= FULL_FIT for one in points):
        raise ValueError(f"적합도의 점수는 0에서 {FULL_FIT} 사이여야 합니다.")
    if not 0 <= rule.near_km < rule.far_km <= rule.most_km:
        raise ValueError("거리는 near_km, far_km, most_km 순서로 커져야 합니다.")
    if min(rule.grain, rule.full_turn, rule.clinic_a_month, rule.praise_prior_count) < 1:
        raise ValueError("grain, full_turn, clinic_a_month, praise_prior_count는 1 이상이어야 합니다.")
    return rule


@dataclass(frozen=True, slots=True)
class FitPart:
    """One part of a fit: points (0 to 1000), its weight, and what they rest on."""

    key: str
    points: int
    weight: int
    reason: Text


@dataclass(frozen=True, slots=True)
class Fit:
    """A fit (0 to 1000), its parts, the way in km where it is known, and what excludes the pair."""

    value: int
    parts: tuple[FitPart, ...]
    distance_km: float | None
    bars: tuple[Text, ...]

    def parts_as_json(self) -> list[dict[str, Any]]:
        """Return the parts as JSON, to be kept with the pair."""
        return [
            {
                "part": one.key,
                "points": one.points,
                "weight": one.weight,
                "ko": one.reason.ko,
                "en": one.reason.en,
            }
            for one in self.parts
        ]


def distance_km(one: Point, other: Point) -> float:
    """Return the great-circle distance of two points in km (haversine)."""
    lon, lat, lon2, lat2 = map(radians, (*one, *other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def fit(expert: ExpertProfile, request: RequestProfile, rule: FitRule) -> Fit:
    """Return how well an expert fits a request, with every part and its reason, and what bars the pair."""
    way, way_reason, km = _way(expert, request, rule)
    found = {
        "trade": _trade(expert, request, rule),
        "topic": _topic(expert, request, rule),
        "way": (way, way_reason),
        "praise": _praise(expert, rule),
        "turn": _turn(expert, rule),
    }
    parts = tuple(FitPart(key, found[key][0], rule.weights[key], found[key][1]) for key in PARTS)
    value = _value(sum(part.points * part.weight for part in parts), rule)
    return Fit(value, parts, km, _bars(expert, request, rule, km, value))


def _value(weighted: int, rule: FitRule) -> int:
    unit = sum(rule.weights.values()) * rule.grain
    return min(FULL_FIT, (2 * weighted + unit) // (2 * unit) * rule.grain)


def _trade(expert: ExpertProfile, request: RequestProfile, rule: FitRule) -> tuple[int, Text]:
    if not expert.trades or not request.trade:
        return rule.no_trade, Text("업종이 적혀 있지 않습니다.", "No trade is known.")
    levels, mine = max(
        ((shared_levels(one, request.trade), one) for one in sorted(expert.trades)),
        key=lambda found: found[0],
    )
    if not levels:
        return 0, Text("업종이 다릅니다.", "The trades differ.")
    names = (
        ("대분류", "section"),
        ("중분류", "division"),
        ("소분류", "group"),
        ("세분류", "class"),
        ("세세분류", "subclass"),
    )
    ko, en = names[min(levels, len(names)) - 1]
    points = rule.trade[min(levels, len(rule.trade)) - 1]
    return points, Text(
        f"업종 {mine}와(과) {request.trade}의 {ko}가 같습니다.",
        f"Trades {mine} and {request.trade} share their {en}.",
    )


def _topic(expert: ExpertProfile, request: RequestProfile, rule: FitRule) -> tuple[int, Text]:
    if not request.topics or not expert.topics:
        return rule.no_topic, Text("상담 주제가 적혀 있지 않습니다.", "No subject is known.")
    shared = len(set(request.topics) & set(expert.topics))
    asked = len(set(request.topics))
    return FULL_FIT * shared // asked, Text(
        f"물은 주제 {asked}개 가운데 {shared}개를 다룹니다.",
        f"Works on {shared} of the {asked} subjects asked.",
    )


def _way(expert: ExpertProfile, request: RequestProfile, rule: FitRule) -> tuple[int, Text, float | None]:
    km = (
        min((distance_km(one, request.point) for one in expert.points), default=None)
        if request.point
        else None
    )
    if request.region and request.region in expert.regions:
        return FULL_FIT, Text("다니는 지역 안입니다.", "Within the regions served."), km
    if km is not None:
        return (
            _far(km, rule),
            Text(f"다니는 지역에서 {km:.1f} km입니다.", f"{km:.1f} km from the regions served."),
            km,
        )
    levels = _levels(expert.regions, request.region)
    if not levels:
        return 0, Text("지역이 다르거나 적혀 있지 않습니다.", "The regions differ or are not known."), None
    ko, en = ("시·군·구", "district") if levels > 1 else ("시·도", "province")
    return rule.region[min(levels, len(rule.region)) - 1], Text(f"같은 {ko}입니다.", f"The same {en}."), None


def _far(km: float, rule: FitRule) -> int:
    """Return the points of a way: all up to `near_km`, none from `far_km` on, evenly between them."""
    share = (rule.far_km - km) / (rule.far_km - rule.near_km)
    return round(FULL_FIT * min(1.0, max(0.0, share)))


def _levels(mine: Sequence[str], asked: str) -> int:
    return max(
        (
            sum(len(one) >= size and asked[:size] == one[:size] != "" for size in (_PROVINCE, _DISTRICT))
            for one in mine
            if len(asked) >= _PROVINCE
        ),
        default=0,
    )


def _praise(expert: ExpertProfile, rule: FitRule) -> tuple[int, Text]:
    """Few answers count little: `praise_prior_count` answers of the usual score stand beside them."""
    total = 100 * expert.praise + rule.praise_prior * rule.praise_prior_count
    mean = total / (expert.praised + rule.praise_prior_count)
    points = round(FULL_FIT * (mean - 100) / 400)
    if not expert.praised:
        return points, Text("아직 만족도 응답이 없습니다.", "No firm has answered yet.")
    average = expert.praise / expert.praised
    return points, Text(
        f"기업 {expert.praised}곳의 만족도가 5점 만점에 {average:.1f}점입니다.",
        f"{expert.praised} firms gave {average:.1f} of 5.",
    )


def _turn(expert: ExpertProfile, rule: FitRule) -> tuple[int, Text]:
    points = FULL_FIT * max(0, rule.full_turn - expert.visits) // rule.full_turn
    return points, Text(
        f"최근 1년에 방문 {expert.visits}회를 맡았습니다.",
        f"{expert.visits} visits in the last twelve months.",
    )


def _bars(
    expert: ExpertProfile, request: RequestProfile, rule: FitRule, km: float | None, value: int
) -> tuple[Text, ...]:
    bars = []
    if request.language not in expert.languages:
        bars.append(Text("방문할 언어를 하지 않습니다.", "Does not speak the language of the visit."))
    if km is not None and km > rule.most_km and request.region not in expert.regions:
        bars.append(Text(f"{rule.most_km} km보다 멉니다.", f"Further away than {rule.most_km} km."))
    if _is_rival(expert, request, rule):
        bars.append(
            Text(
                "같은 지역에서 같은 업종의 가게를 운영합니다(경쟁 관계).",
                "Runs a shop of the same trade in the same district (a rival).",
            )
        )
    if not bars and value < rule.least:
        bars.append(too_low(rule))
    return tuple(bars)


def too_low(rule: FitRule) -> Text:
    """Return the bar of a pair whose fit is below the least: the only one an officer may pass over."""
    return Text(f"적합도가 {rule.least}점보다 낮습니다.", f"The fit is below {rule.least}.")


def _is_rival(expert: ExpertProfile, request: RequestProfile, rule: FitRule) -> bool:
    return bool(
        expert.own_trade
        and expert.own_region
        and expert.own_region[:_DISTRICT] == request.region[:_DISTRICT]
        and shared_levels(expert.own_trade, request.trade) >= rule.rival_levels
    )
