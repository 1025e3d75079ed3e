"""Participants of a fair as a kind of file that agencies bring: a kind of its own for each fair."""

from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext_lazy as _

from didim.fairs.domain.registering import (
    Identity,
    accept_participant,
    add_participant,
    change_profile,
)
from didim.fairs.enums import ParticipantState
from didim.fairs.models import Fair
from didim.registry.domain.table_files.kinds import Bringing, ImportKind
from didim.registry.domain.table_files.reading import FileTable, Headings
from didim.registry.enums import RowOutcome

from .checking import ParticipantRow, check_participants

_HEADINGS = Headings(
    {
        "side": ("구분", "참가 구분", "파트너·기업", "Side"),
        "name": ("이름", "기업명", "기관명", "업체명", "바이어명", "상호", "Company", "Name"),
        "name_en": ("영문 이름", "영문명", "영문 기업명", "English name"),
        "business_number": ("사업자등록번호", "사업자번호"),
        "country": ("나라", "국가", "국적", "Country"),
        "language": ("상담 언어", "언어", "사용 언어", "Language"),
        "website": ("누리집", "홈페이지", "웹사이트", "Website"),
        "offers": ("내놓는 것", "제품", "주요 제품", "제품·기술", "Offers", "Products"),
        "seeks": ("찾는 것", "관심 품목", "희망 품목", "관심 분야", "Seeks", "Interests"),
        "trades": ("업종코드", "업종", "표준산업분류"),
        "sought_trades": ("찾는 업종", "관심 업종", "희망 업종"),
        "by_video": ("참가 방법", "참가 방식", "화상으로 참가", "화상 여부", "Attendance"),
        "most": ("최대 상담", "최대 상담 수", "희망 상담 수"),
        "person_name": ("나올 사람", "담당자", "참석자", "성명", "Contact"),
        "position": ("부서·직위", "직위", "직책", "Position", "Title"),
        "email": ("전자우편", "이메일", "메일", "E-mail", "Email"),
        "phone": ("전화", "전화번호", "휴대전화", "연락처", "Phone"),
    },
    required=frozenset({"name", "person_name", "email"}),
    known_by=frozenset({"name"}),
    hints={
        "side": "파트너(바이어·투자자) / 기업. 비우면 사업자등록번호가 있는 줄은 기업, 없는 줄은 파트너",
        "business_number": "등록된 기업의 번호. 기업이면 꼭 적습니다.",
        "country": "베트남, VN",
        "language": "베트남어, vi. 비우면 한국어",
        "trades": "10110, 10129",
        "sought_trades": "46, 47",
        "by_video": "화상 / 현장. 비우면 현장",
        "most": "비우면 상담회에서 정한 만큼",
        "email": "name@example.org. 본인 주소와 일정을 이 주소로 알립니다.",
    },
)


def participants_of(fair: Fair) -> ImportKind[ParticipantRow]:
    """Return the kind of file that puts participants on the list of a fair."""
    return ImportKind(
        code=f"fair-{fair.pk}",
        title=_("상담회 참가자"),
        headings=_HEADINGS,
        check=partial(_check, fair),
        take=partial(_take, fair),
    )


def _check(fair: Fair, table: FileTable, _bringing: Bringing) -> list[ParticipantRow]:
    return check_participants(fair, table)


def _take(fair: Fair, rows: Sequence[ParticipantRow], bringing: Bringing) -> None:
    """Put those who are new on the list, accepted and told; change what the others say of themselves."""
    by, now = bringing.by, bringing.now
    for row in rows:
        if row.outcome is RowOutcome.NEW:
            add_participant(
                fair=fair,
                side=row.side,
                profile=row.profile(),
                people=row.people(),
                who=Identity(enterprise=row.enterprise, partner=row.partner),
                by=by,
                now=now,
            )
        elif row.outcome is RowOutcome.UPDATED and row.standing is not None:
            change_profile(participant=row.standing, profile=row.profile(), people=row.people(), by=by)
            if row.standing.state == ParticipantState.APPLIED:
                accept_participant(participant=row.standing, by=by, now=now)
