"""Those who judge and decide in the sample: reviewers with accounts and ties, a steering committee."""

from collections.abc import Sequence

from didim.accounts.models import User
from didim.registry.models import Enterprise, Person
from didim.selection.domain.reviewers import ReviewerDetails, register_reviewer
from didim.selection.enums import Qualification, TieKind, TieSource
from didim.selection.models import Reviewer, Tie

from .tables import count_rows
from .trades import TRADES
from .words import person_name
from .world import World, pick, pick_several

REVIEWERS = 24
TIES = 14
COMMITTEE = 9
EMPLOYERS = ("한빛대학교", "누리경제연구원", "다온벤처투자", "참빛회계법인", "큰솔특허법인", "이음산업연구소")
KEYWORDS = ("시제품", "판로", "식품", "소프트웨어", "디자인", "수출", "품질", "특허", "유통", "바이오")


def make_reviewers(world: World, demo: User, firms: Sequence[Enterprise], by: User) -> list[Reviewer]:
    """Make the pool: the demo reviewer first; some of them are tied to firms that apply."""
    dice = world.dice(21)
    since = world.instant(world.day(-300))
    pool = []
    for number in range(REVIEWERS):
        user = demo if number == 0 else User.objects.create_user(f"judge{number:02d}@hanbit.example")
        details = ReviewerDetails(
            name="이다온(예시)" if number == 0 else person_name(dice),
            qualification=pick(dice, list(Qualification)),
            qualified_by="증명서 확인(예시)",
            email=user.email,
            affiliation=pick(dice, EMPLOYERS),
            position="평가위원",
            keywords=pick_several(dice, KEYWORDS, 3),
            trades=[trade.code for trade in pick_several(dice, TRADES, 4)],
        )
        reviewer = register_reviewer(agency=world.agencies["promotion"], details=details, by=by, now=since)
        Person.objects.filter(pk=reviewer.expert.person_id).update(user=user, is_sample=True)
        pool.append(reviewer)
    _tie(world, pool, firms)
    count_rows("registry_person", "registry_expert", "selection_reviewer", "selection_tie")
    return list(
        Reviewer.objects.filter(pk__in=[one.pk for one in pool])
        .select_related("expert__person")
        .order_by("pk")
    )


def _tie(world: World, pool: Sequence[Reviewer], firms: Sequence[Enterprise]) -> None:
    dice = world.dice(22)
    Tie.objects.bulk_create(
        Tie(
            kind=pick(dice, (TieKind.EMPLOYED, TieKind.ADVISED, TieKind.OWNS)),
            person_id=pick(dice, pool).expert.person_id,
            enterprise=firm,
            since=world.day(-500),
            note="예시 자료",
            source=TieSource.DECLARED,
            recorded_at=world.instant(world.day(-200)),
        )
        for firm in pick_several(dice, firms, TIES)
    )


def make_committee(world: World, room: int) -> list[Person]:
    """Make the people of a committee."""
    dice = world.dice(room)
    return Person.objects.bulk_create(
        Person(name=person_name(dice), affiliation=pick(dice, EMPLOYERS), position="운영위원", is_sample=True)
        for _ in range(COMMITTEE)
    )
