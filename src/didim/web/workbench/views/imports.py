"""The kinds of files staff bring to the workbench. Another kind: docs/how-to/add-an-import.md."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from didim.fairs.domain.participant_files.kind import participants_of
from didim.fairs.queries.access import access_fair
from didim.outcomes.domain.importing import OUTCOMES
from didim.registry.domain.firm_files.kind import FIRMS
from didim.registry.models import Agency
from didim.selection.domain.reviewer_files.kind import REVIEWERS
from didim.support.domain.importing import SUPPORT
from didim.web.workbench.guards import WRITERS
from didim.web.workbench.import_page import ImportPage, Place

FIRM_FILES = ImportPage(
    kind=FIRMS,
    route="firm-import",
    up="firm-list",
    up_title=pgettext_lazy("여럿", "기업"),
    title=_("엑셀로 기업 등록"),
    lead=_(
        "쓰던 엑셀 파일을 그대로 올려도 됩니다. "
        "제목 줄을 알아보고, 행마다 무엇이 바뀌는지 먼저 보여 드립니다."
    ),
    task=_("기업 일괄 등록 미리보기"),
    said=_("기업을 등록했습니다."),
    file="didim-firms",
)
SUPPORT_FILES = ImportPage(
    kind=SUPPORT,
    route="support-import",
    title=_("지난 지원이력 반입"),
    lead=_(
        "기관이 앞서 지원한 내용을 올리면 요건검토가 중복 지원을 찾습니다. "
        "제목 줄을 알아보고, 행마다 무엇이 바뀌는지 먼저 보여 드립니다."
    ),
    task=_("지원이력 반입 미리보기"),
    said=_("지원이력에 반영했습니다."),
    file="didim-support",
)
REVIEWER_FILES = ImportPage(
    kind=REVIEWERS,
    route="reviewer-import",
    up="reviewer-list",
    up_title=_("평가위원"),
    title=_("엑셀로 평가위원 등록"),
    lead=_(
        "이름과 전자우편으로 같은 사람을 알아봅니다. 빈 칸은 이미 적힌 내용을 지우지 않고, "
        "행마다 무엇이 바뀌는지 먼저 보여 드립니다."
    ),
    task=_("평가위원 일괄 등록 미리보기"),
    said=_("평가위원을 등록했습니다."),
    file="didim-reviewers",
)
OUTCOME_FILES = ImportPage(
    kind=OUTCOMES,
    route="outcome-import",
    up="outcomes",
    up_title=_("성과"),
    title=_("성과 반입"),
    lead=_(
        "기업과 기관의 성과를 한 번에 올립니다. "
        "사업자등록번호가 없는 행은 기관 자신의 성과입니다. 이미 있는 값과 다르면 정정으로 남깁니다."
    ),
    task=_("성과 반입 미리보기"),
    said=_("성과를 기록했습니다."),
    file="didim-outcomes",
)


def _of_fair(request: HttpRequest, fair_id: int, **_at: Any) -> Place:
    """Return whose participants a file names; staff of a host bring it for the agency they write for."""
    actor = request.actor  # type: ignore[attr-defined]
    fair = access_fair(actor=actor, fair_id=fair_id, roles=WRITERS)
    held = actor.agencies_with(*WRITERS)
    hosts = [fair.agency_id, *fair.hosts.order_by("pk").values_list("agency_id", flat=True)]
    agency = Agency.objects.get(pk=next(number for number in hosts if number in held))
    up = reverse("workbench:fair-participants", args=[fair.pk])
    return Place(participants_of(fair), agency, up, gettext("참가자"), fair.name)


FAIR_FILES = ImportPage(
    kind=_of_fair,
    route="fair-import",
    title=_("엑셀로 참가자 더하기"),
    lead=_(
        "올린 참가자는 바로 참가로 확정되고 본인 주소를 전자우편으로 받습니다. 이미 참가하는 곳은 "
        "적은 내용만 고치고 빈 칸은 그대로 둡니다. 행마다 무엇이 바뀌는지 먼저 보여 드립니다."
    ),
    task=_("상담회 참가자 일괄 등록 미리보기"),
    said=_("참가자를 더했습니다."),
    file="didim-fair-participants",
)
