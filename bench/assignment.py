"""Who judges what: 2,000 applications × 150 reviewers × 3, with the gap to the bound; and scarce experts.

Profiles are made from a seed over the real codes of trades and regions. Seconds hold everything from
profiles to the draw. "scarce": a third of the applications in trades that few reviewers know, and loads
without slack.
"""

import csv
import time
from importlib import resources
from typing import Any

import numpy as np

from didim.engines.assignment import (
    ApplicationProfile,
    Draw,
    Entry,
    Problem,
    ReviewerProfile,
    Seat,
    assign,
    fit_matrix,
    load_rule,
    reassign,
)
from didim.engines.assignment.problem import checked
from didim.kernel.definitions import shipped_definitions
from didim.kernel.wording import Text

SEED = 20260903
APPLICATIONS, REVIEWERS, EACH = 2_000, 150, 3
GOAL_S = 10.0
TIED_SHARE = 0.04
TIED = (Text("최근 3년 안에 근무", "Worked there within three years"),)
WORDS = (
    "인공지능 빅데이터 블록체인 핀테크 클라우드 사물인터넷 로봇 드론 자율주행 배터리 반도체 "
    "디스플레이 센서 의료기기 진단키트 신약 바이오 화장품 식품 건강기능식품 농업 스마트팜 수산 "
    "반려동물 교육 게임 웹툰 영상 음악 패션 섬유 가구 건축 환경 폐기물 수소 태양광 에너지 물류 "
    "유통 전자상거래 관광 숙박 외식 프랜차이즈 금형 소재 부품 용접 포장 인쇄 보안 번역 법률 "
    "회계 마케팅 광고 플랫폼 구독 공유경제 돌봄 재활 스포츠 안전 소방 "
).split()


def run() -> dict[str, Any]:
    """Return the figures with their goals."""
    usual = _measure(scarce=False, loads=(30, 45))
    scarce = _measure(scarce=True, loads=(38, 41))
    seconds = usual["seconds"]
    return {
        "applications": APPLICATIONS,
        "reviewers": REVIEWERS,
        "reviewers_each": EACH,
        "seconds_goal": GOAL_S,
        "usual": usual,
        "scarce": scarce,
        "goals_met": bool(max(seconds, scarce["seconds"]) <= GOAL_S),
    }


def _measure(*, scarce: bool, loads: tuple[int, int]) -> dict[str, Any]:
    applications, reviewers = _profiles(np.random.default_rng(SEED), scarce=scarce)
    definition = shipped_definitions()["reviewer-fit"].versions[-1]
    started, used = time.perf_counter(), time.process_time()
    fits = fit_matrix(applications, reviewers, load_rule(definition.values, definition.id))
    fit_s = time.perf_counter() - started
    problem = _problem(fits, np.random.default_rng(SEED + 1), loads)
    draw = assign(problem)
    seconds, cpu_s = time.perf_counter() - started, time.process_time() - used
    if not isinstance(draw, Draw):
        raise TypeError(str(draw))
    again_s, moved = _one_drops_out(problem, draw)
    counts = list(draw.loads().values())
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_s, 2),
        "of_which_fits_s": round(fit_s, 2),
        "pairs": len(draw.pairs),
        "excluded_pairs": len(problem.forbidden),
        "least_fit": draw.least,
        "least_fit_bound": draw.least_bound,
        "least_gap_percent": round(100 * draw.least_gap, 3),
        "total_fit": draw.total,
        "total_fit_bound": draw.total_bound,
        "total_gap_percent": round(100 * draw.total_gap, 3),
        "loads": [min(counts), max(counts)],
        "same_again": bool(assign(problem) == draw),
        "one_drops_out_s": round(again_s, 2),
        "one_drops_out_moved_beyond_theirs": moved,
    }


def _one_drops_out(problem: Problem, draw: Draw) -> tuple[float, int]:
    """Return the seconds of a new draw without the first reviewer, and how many pairs of others changed."""
    gone = problem.seats[0].id
    now = Problem(
        problem.entries,
        tuple(Seat(seat.id, seat.max_load + 2, 0) for seat in problem.seats[1:]),
        problem.fits[:, 1:],
        problem.reviewers_each,
        problem.seed,
        {pair: why for pair, why in problem.forbidden.items() if pair[1] != gone},
        frozenset(),
    )
    started = time.perf_counter()
    after = reassign(now, [(pair.application, pair.reviewer) for pair in draw.pairs])
    seconds = time.perf_counter() - started
    return seconds, sum(reviewer != gone for _application, reviewer in after.removed)


def _problem(fits: Any, random: np.random.Generator, loads: tuple[int, int]) -> Problem:
    entries = tuple(Entry(f"a{at:05}") for at in range(APPLICATIONS))
    seats = tuple(Seat(f"r{at:04}", loads[1], loads[0]) for at in range(REVIEWERS))
    tied = np.argwhere(random.random(fits.shape) < TIED_SHARE)
    forbidden = {(entries[row].id, seats[column].id): TIED for row, column in tied.tolist()}
    return checked(Problem(entries, seats, fits, EACH, SEED, forbidden, frozenset()))


def _profiles(
    random: np.random.Generator, *, scarce: bool
) -> tuple[list[ApplicationProfile], list[ReviewerProfile]]:
    trades, regions = _codes("industries", 5), _codes("regions", 5)
    random.shuffle(trades)
    asked = trades[:60]
    weights = 1 / np.arange(1, 61) ** (1.1 if scarce else 0.5)
    known = 1 / np.arange(1, 61) ** (0.3 if scarce else 0.5)

    def words(count: int) -> tuple[str, ...]:
        return tuple(random.choice(WORDS, count, replace=False).tolist())

    applications = [
        ApplicationProfile(
            f"a{at:05}",
            (str(random.choice(asked, p=weights / weights.sum())),),
            f"{' '.join(words(4))} 기반 {' '.join(words(3))} 서비스 개발과 사업화",
            (str(random.choice(regions)),),
        )
        for at in range(APPLICATIONS)
    ]
    reviewers = [
        ReviewerProfile(
            f"r{at:04}",
            tuple(random.choice(asked, random.integers(1, 5), replace=False, p=known / known.sum()).tolist()),
            words(int(random.integers(3, 9))),
            (str(random.choice(regions)),),
            int(random.integers(0, 50)),
        )
        for at in range(REVIEWERS)
    ]
    return applications, reviewers


def _codes(name: str, digits: int) -> list[str]:
    text = resources.files("didim").joinpath(f"definitions/codes/{name}.csv").read_text(encoding="utf-8")
    return [row["code"] for row in csv.DictReader(text.splitlines()) if len(row["code"]) == digits]
