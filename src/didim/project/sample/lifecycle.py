"""Shops that close with help, begin again, and work together: each at its own step."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from didim.accounts.models import User
from didim.applications.models import Application
from didim.desk.enums import Topic
from didim.experts.domain.requesting import Wish
from didim.experts.enums import RequestKind
from didim.lifecycle.domain.closing import (
    Situation,
    ask_advice,
    finish_closure,
    record_check,
    request_closure,
    withdraw_closure,
)
from didim.lifecycle.domain.collaborating import (
    Achieved,
    GroupDetails,
    ProjectDetails,
    add_member,
    agree_to_terms,
    finish_project,
    form_group,
    gather_group,
    record_member_result,
    start_project,
)
from didim.lifecycle.domain.restarting import link_restart
from didim.lifecycle.enums import CheckVerdict, ClosureReason, ProjectKind, ProjectState, RestartGround
from didim.lifecycle.models import Closure, Collaboration, Member
from didim.outcomes.enums import Basis
from didim.registry.enums import EnterpriseStage, LegalForm
from didim.registry.models import Enterprise
from didim.support.domain.barring import BarTerms, bar_firm
from didim.support.enums import BarKind

from .selection_results import take_mails_as_sent
from .sign_ins import owned_firm, sample_user
from .world import World, pick_several

ROOM = 67
# Why, in the owner's words, and the area of the shop where its demolition is to be paid for.
CLOSING = (
    (ClosureReason.LEASE, "임대차가 끝나는데 월세가 40% 올라 이어 갈 수 없습니다.", "39.60"),
    (ClosureReason.SALES, "둘레에 같은 가게가 셋 생긴 뒤로 매출이 반이 되었습니다.", "26.40"),
    (ClosureReason.HEALTH, "허리를 다쳐 하루 열 시간을 서 있을 수 없습니다.", None),
    (ClosureReason.COST, "재료비와 배달 수수료를 빼면 남는 것이 없습니다.", "52.80"),
)
SETTLED = "부가가치세까지 신고하고 보증금을 돌려받았습니다. 직원 한 사람은 퇴직금을 모두 받았습니다."
FOUND = {
    "tax": (CheckVerdict.PLANNED, "폐업한 다음 달 25일까지 확정신고"),
    "employees": (CheckVerdict.DONE, "직원 한 사람, 퇴직금 계산을 함께 봄"),
    "lease": (CheckVerdict.PLANNED, "원상복구 범위를 건물주와 적기로 함"),
}
TERMS = (
    "1. 재료는 함께 사고 값은 지분대로 낸다.\n2. 공동 상표는 대표 기업의 이름으로 등록하고 모두가 쓴다.\n"
    "3. 나갈 때는 한 달 전에 알리고, 남은 재료값을 셈한다."
)


def make_lifecycle(world: World, firms: Sequence[Enterprise]) -> None:
    """Make closures, links of new beginnings and groups of firms; nobody is told."""
    closed = _close(world, _shops(world, firms))
    _begin_again(world, firms, closed)
    _work_together(world, firms)
    take_mails_as_sent()


def _shops(world: World, firms: Sequence[Enterprise]) -> list[Enterprise]:
    """Return small shops of the region that have applied for nothing."""
    applied = set(Application.objects.values_list("enterprise", flat=True))
    shops = [
        firm
        for firm in firms
        if firm.stage == EnterpriseStage.OPERATING
        and firm.legal_form == LegalForm.SOLE
        and firm.pk not in applied
        and firm.opened_on is not None
        and firm.opened_on < world.day(-400)
    ]
    return pick_several(world.dice(ROOM), shops, 2 * len(CLOSING))


def _close(world: World, shops: Sequence[Enterprise]) -> Enterprise:
    """Let shops ask for help: just now, with an expert, over, taken back; return the one that closed."""
    officer = sample_user("officer")
    made = []
    for at, ((reason, story, area), shop) in enumerate(zip(CLOSING, shops, strict=False)):
        situation = Situation(
            reason,
            story,
            planned_on=world.day(40 - 30 * at),
            wants_demolition=area is not None,
            area=Decimal(area) if area else None,
        )
        asked_at = world.instant(world.day(-3 - 17 * at), 15)
        made.append(
            request_closure(
                agency=world.agencies["promotion"],
                enterprise=shop,
                situation=situation,
                by=None,
                now=asked_at,
                is_sample=True,
            )
        )
    _new, advised, over, kept_on = made
    _advise(world, advised, officer)
    ended_at = world.instant(world.day(-20), 16)
    for check in over.checks.order_by("pk"):
        record_check(check=check, verdict=CheckVerdict.DONE, note="", by=officer, now=ended_at)
    finish_closure(closure=over, closed_on=world.day(-24), result=SETTLED, by=officer, now=ended_at)
    # Who is asked later must not take the firm for one that works.
    over.enterprise.refresh_from_db()
    withdraw_closure(
        closure=kept_on,
        reason="임대료를 낮추기로 해 영업을 이어 감",
        by=officer,
        now=world.instant(world.day(-40)),
    )
    return over.enterprise


def _advise(world: World, closure: Closure, officer: User) -> None:
    """Ask for an expert on closing, and note what is found so far."""
    now = world.instant(world.day(-10), 11)
    wish = Wish(
        RequestKind.CLOSURE, "폐업 순서와 임대차 정리를 함께 봐 주세요", [Topic.CLOSURE, Topic.LAW_AND_TAX],
        world.today, world.day(20), visits=2, wanted_when="평일 오후 세 시 뒤",
    )  # fmt: skip
    ask_advice(closure=closure, wish=wish, by=officer, now=now)
    for check in closure.checks.filter(item__in=FOUND).order_by("pk"):
        verdict, note = FOUND[check.item]
        record_check(check=check, verdict=verdict, note=note, by=officer, now=now)


def _begin_again(world: World, firms: Sequence[Enterprise], closed: Enterprise) -> None:
    """Link two new firms to the closed ones of the same people; a bar goes along with one of them."""
    officer, agency = sample_user("officer"), world.agencies["promotion"]
    young = [firm for firm in firms if firm.stage == EnterpriseStage.PRE_FOUNDER]
    earlier = [firm for firm in firms if firm.stage == EnterpriseStage.CLOSED]
    after_closing, after_bar = pick_several(world.dice(ROOM + 1), young, 2)
    barred = pick_several(world.dice(ROOM + 2), earlier, 1)[0]
    terms = BarTerms(BarKind.SANCTION, "결과보고서를 내지 않음(예시)", world.day(-200), world.day(530))
    bar_firm(agency=agency, enterprise=barred, terms=terms, reference="예시-참여제한-1")
    for before, after, ground, note, days in (
        (closed, after_closing, RestartGround.OWN_WORD, "신분증과 폐업사실증명을 창구에서 봄", -5),
        (barred, after_bar, RestartGround.REPRESENTATIVE, "사업자등록증의 대표자가 같음", -90),
    ):
        link_restart(
            agency=agency, earlier=Enterprise.objects.get(pk=before.pk), enterprise=after, ground=ground,
            note=note, by=officer, now=world.instant(world.day(days), 14), is_sample=True,
        )  # fmt: skip


def _work_together(world: World, firms: Sequence[Enterprise]) -> None:
    """Make two groups: the owner's firm leads one that works, and is asked to agree to another."""
    others = [firm for firm in _shops(world, firms) if firm.stage == EnterpriseStage.OPERATING][-3:]
    own = owned_firm(firms)
    working = _group(world, "골목 빵집 공동구매", [own, *others], (4_000, 2_000, 2_000, 2_000), -150)
    form_group(
        collaboration=working,
        on=world.day(-140),
        by=sample_user("officer"),
        now=world.instant(world.day(-140)),
    )
    _projects(world, working)
    _group(world, "동네 공방 공동 상표", [others[0], own, others[1]], (5_000, 3_000, 2_000), -12)


def _group(
    world: World, name: str, members: Sequence[Enterprise], shares: Sequence[int], days: int
) -> Collaboration:
    """Gather a group; all but the owner's firm agree, and that too where the group is to begin."""
    officer, now = sample_user("officer"), world.instant(world.day(days))
    details = GroupDetails(name, "재료값을 낮추고 함께 알립니다.", TERMS)
    group = gather_group(
        agency=world.agencies["promotion"], details=details, by=officer, now=now, is_sample=True
    )
    for at, (firm, share) in enumerate(zip(members, shares, strict=True)):
        add_member(
            collaboration=group, enterprise=firm, share_bp=share, on=now.date(), by=officer, now=now,
            is_lead=at == 0,
        )  # fmt: skip
    writer = User.objects.get(email="applicants@hanbit.example")
    own = sample_user("owner")
    for member in group.members.order_by("pk"):
        is_own = member.enterprise.members.filter(user=own).exists()
        if is_own and not member.is_lead:
            continue
        agree_to_terms(member=member, by=own if is_own else writer, now=now + timedelta(days=2))
    return group


def _projects(world: World, group: Collaboration) -> None:
    """Buy together, which is over with what each sold before and after, and make a brand, which goes on."""
    officer, now = sample_user("officer"), world.instant(world.day(-15))
    bought = start_project(
        collaboration=group,
        details=ProjectDetails(
            ProjectKind.BUYING, "밀가루와 버터 함께 사기", world.day(-130), world.day(-30), 18_000_000
        ),
        by=officer,
    )
    for at, member in enumerate(Member.objects.filter(collaboration=group).order_by("pk")):
        for basis, first, won in (
            (Basis.BEFORE, -620, 41_000_000 + 3_000_000 * at),
            (Basis.AFTER, -130, 48_500_000 + 3_200_000 * at),
        ):
            achieved = Achieved(
                "sales", Decimal(won), world.day(first), world.day(first + 99), basis, "KRW",
                "카드 매출 자료(예시)", bought,
            )  # fmt: skip
            record_member_result(member=member, achieved=achieved, by=officer, now=now)
    finish_project(
        project=bought, state=ProjectState.DONE, result="재료값이 석 달 동안 11% 줄었습니다.", by=officer
    )
    start_project(
        collaboration=group,
        details=ProjectDetails(
            ProjectKind.BRAND, "골목 빵집 공동 상표", world.day(-10), world.day(120), 9_000_000
        ),
        by=officer,
    )
