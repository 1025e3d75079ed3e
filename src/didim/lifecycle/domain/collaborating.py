"""Several firms together (협업화): who leads, whose share is what, what they agreed to and achieved."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.lifecycle.enums import CollaborationState, ProjectKind, ProjectState
from didim.lifecycle.models import Collaboration, JointProject, Member, MemberConsent, MemberResult
from didim.lifecycle.models.collaborations import WHOLE_BP
from didim.outcomes.domain.observing import Said, record_observation
from didim.outcomes.enums import Basis, ObservationSource
from didim.registry.domain.firms import relate_firm
from didim.registry.enums import RelationKind
from didim.registry.models import Agency, Enterprise
from didim.support.domain.recording import SupportDetails, record_support
from didim.support.enums import RecordSource, SupportForm

PROGRAMME = "자영업 협업화"
LEAST_FIRMS = 2


@dataclass(frozen=True, slots=True)
class GroupDetails:
    """What is said of a group; `terms` is what its members agree to."""

    name: str
    purpose: str = ""
    terms: str = ""
    programme_name: str = PROGRAMME


@dataclass(frozen=True, slots=True)
class ProjectDetails:
    """A joint project; `cost_won` is what the members spend together."""

    kind: ProjectKind
    title: str
    starts_on: date
    ends_on: date
    cost_won: int | None = None


@dataclass(frozen=True, slots=True)
class Achieved:
    """A value of one member; `basis` before, after or expected where it is compared."""

    code: str
    value: Decimal
    period_start: date
    period_end: date
    basis: Basis | None = None
    currency: str = ""
    evidence: str = ""
    project: JointProject | None = None


def gather_group(
    *, agency: Agency, details: GroupDetails, by: User | None, now: datetime, is_sample: bool = False
) -> Collaboration:
    """Begin a group that firms may join. RefusedError without a name, or where the name is taken."""
    with recorded("gather_group", by):
        name = " ".join(details.name.split())
        if not name:
            raise refuse("name", _("이름을 적어 주세요."))
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        if Collaboration.objects.filter(agency=agency, name=name).exists():
            raise refuse("name", _("같은 이름의 협업화가 있습니다."))
        return Collaboration.objects.create(
            agency=agency,
            name=name,
            purpose=details.purpose.strip(),
            terms=details.terms.strip(),
            programme_name=details.programme_name.strip() or PROGRAMME,
            made_at=now,
            made_by=by,
            is_sample=is_sample,
        )


def change_terms(*, collaboration: Collaboration, terms: str, by: User | None) -> Collaboration:
    """Change what members agree to; everybody is asked again. RefusedError once the group has ended."""
    with recorded("change_group_terms", by):
        kept = _locked(collaboration)
        if terms.strip() != kept.terms:
            kept.terms = terms.strip()
            _ask_again(kept)
        return kept


def add_member(
    *,
    collaboration: Collaboration,
    enterprise: Enterprise,
    share_bp: int,
    on: date,
    by: User | None,
    now: datetime,
    is_lead: bool = False,
) -> Member:
    """Let a firm in with its share; who agreed before is asked again, as shares have changed.

    RefusedError where it is in already, leads beside another, or shares would be more than the whole.
    """
    with recorded("add_group_member", by):
        kept = _locked(collaboration)
        there = list(kept.members.filter(left_on=None))
        problems = []
        if any(one.enterprise_id == enterprise.pk for one in there):
            problems.append(Problem("enterprise", _("이미 참여하는 기업입니다.")))
        if is_lead and any(one.is_lead for one in there):
            problems.append(Problem("is_lead", _("대표 기업은 하나입니다.")))
        if share_bp < 0 or sum(one.share_bp for one in there) + share_bp > WHOLE_BP:
            problems.append(Problem("share", _("지분을 모두 더하면 100%를 넘습니다. 지분을 확인해 주세요.")))
        if problems:
            raise RefusedError(problems)
        relate_firm(agency=kept.agency, enterprise=enterprise, kind=RelationKind.CASE, now=now)
        member = Member.objects.create(
            agency=kept.agency,
            enterprise=enterprise,
            collaboration=kept,
            is_lead=is_lead,
            share_bp=share_bp,
            joined_on=on,
        )
        _ask_again(kept)
        return member


def change_shares(*, collaboration: Collaboration, shares: dict[int, int], by: User | None) -> None:
    """Set the shares of members by their numbers, in hundredths of a per cent; everybody is asked again."""
    with recorded("change_group_shares", by):
        kept = _locked(collaboration)
        there = {one.pk: one for one in kept.members.filter(left_on=None)}
        if shares.keys() != there.keys() or sum(shares.values()) != WHOLE_BP:
            raise refuse("share", _("모든 기업의 지분을 더해 100%가 되게 적어 주세요."))
        for key, share in shares.items():
            there[key].share_bp = share
            there[key].save(update_fields=["share_bp"])
        _ask_again(kept)


def remove_member(*, member: Member, on: date, reason: str, by: User | None) -> Member:
    """Let a firm go; its results stay. RefusedError without a reason, or for the lead of others."""
    with recorded("remove_group_member", by):
        kept = _locked(member.collaboration)
        if not reason.strip():
            raise refuse("reason", _("나가는 까닭을 적어 주세요."))
        others = kept.members.filter(left_on=None).exclude(pk=member.pk)
        if member.is_lead and others.exists():
            raise refuse("", _("대표 기업은 다른 기업이 모두 나간 뒤에 나갈 수 있습니다."))
        if on < member.joined_on:
            raise refuse("on", _("참여한 날보다 이릅니다. 날짜를 확인해 주세요."))
        member.left_on, member.left_for = on, reason.strip()[:200]
        member.save(update_fields=["left_on", "left_for"])
        _ask_again(kept)
        return member


def agree_to_terms(*, member: Member, by: User, now: datetime) -> MemberConsent:
    """Agree as a member to the terms and shares as they stand; said twice it is the same consent."""
    with recorded("agree_to_terms", by):
        kept = _locked(member.collaboration)
        if member.left_on is not None:
            raise refuse("", _("이미 나간 기업입니다."))
        # A firm sees its own membership; what it agrees to names everybody's share.
        with scoped(SYSTEM):
            content = terms_content(kept)
        consent, _new = MemberConsent.objects.get_or_create(
            member=member,
            terms_number=kept.terms_number,
            defaults={
                "agency": kept.agency,
                "enterprise_id": member.enterprise_id,
                "content": content,
                "content_sha256": hashlib.sha256(content.encode()).hexdigest(),
                "agreed_at": now,
                "agreed_by": by,
            },
        )
        return consent


def form_group(*, collaboration: Collaboration, on: date, by: User | None, now: datetime) -> Collaboration:
    """Let the group begin: two firms or more, one lead, shares of the whole, everybody agreed.

    Each member's history gets a line. RefusedError with everything that is missing.
    """
    with recorded("form_group", by):
        kept = _locked(collaboration)
        there = list(kept.members.filter(left_on=None).select_related("enterprise"))
        agreed = MemberConsent.objects.filter(member__in=there, terms_number=kept.terms_number).count()
        wanting = (
            (len(there) >= LEAST_FIRMS, _("두 기업 이상이 참여해야 합니다.")),
            (any(one.is_lead for one in there), _("대표 기업을 정해 주세요.")),
            (sum(one.share_bp for one in there) == WHOLE_BP, _("지분을 더하면 100%가 되어야 합니다.")),
            (agreed == len(there), _("모든 기업이 지금의 약정에 동의해야 합니다.")),
            (kept.state == CollaborationState.GATHERING, _("이미 시작한 협업화입니다.")),
        )
        if problems := [Problem("", sentence) for holds, sentence in wanting if not holds]:
            raise RefusedError(problems)
        kept.state, kept.formed_on = CollaborationState.FORMED, on
        kept.save(update_fields=["state", "formed_on"])
        for one in there:
            record_support(
                agency=kept.agency,
                enterprise=one.enterprise,
                details=SupportDetails(
                    form=SupportForm.OTHER,
                    programme_name=kept.programme_name,
                    year=on.year,
                    received_on=on,
                    detail=kept.name[:60],
                ),
                source=RecordSource.DELIVERED,
                reference=f"collaboration-{kept.pk}-{one.pk}",
                by=by,
                now=now,
                is_sample=kept.is_sample,
            )
        return kept


def end_group(*, collaboration: Collaboration, on: date, reason: str, by: User | None) -> Collaboration:
    """End a group; what it did and achieved stays. RefusedError while a project runs, or without a reason."""
    with recorded("end_group", by):
        kept = _locked(collaboration)
        if not reason.strip():
            raise refuse("reason", _("끝내는 까닭을 적어 주세요."))
        if kept.projects.filter(state=ProjectState.RUNNING).exists():
            raise refuse("", _("진행 중인 공동사업이 있습니다. 먼저 매듭지어 주세요."))
        if kept.formed_on is not None and on < kept.formed_on:
            raise refuse("on", _("시작한 날보다 이릅니다. 날짜를 확인해 주세요."))
        kept.state, kept.ended_on = CollaborationState.ENDED, on
        kept.end_reason = reason.strip()[:200]
        kept.save(update_fields=["state", "ended_on", "end_reason"])
        return kept


def start_project(*, collaboration: Collaboration, details: ProjectDetails, by: User | None) -> JointProject:
    """Start something a formed group does together."""
    with recorded("start_project", by):
        kept = _locked(collaboration)
        if kept.state != CollaborationState.FORMED:
            raise refuse("", _("모든 기업이 동의해 시작한 뒤에 공동사업을 적을 수 있습니다."))
        if details.ends_on < details.starts_on:
            raise refuse("ends_on", _("마지막 날이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요."))
        return JointProject.objects.create(
            agency=kept.agency,
            collaboration=kept,
            kind=details.kind,
            title=" ".join(details.title.split()),
            starts_on=details.starts_on,
            ends_on=details.ends_on,
            cost_won=details.cost_won,
        )


def finish_project(
    *, project: JointProject, state: ProjectState, result: str, by: User | None
) -> JointProject:
    """Say how a joint project ended. RefusedError without words, or when it has ended already."""
    with recorded("finish_project", by):
        if project.state != ProjectState.RUNNING or state == ProjectState.RUNNING:
            raise refuse("state", _("진행 중인 공동사업만 매듭지을 수 있습니다."))
        if not result.strip():
            raise refuse("result", _("결과를 적어 주세요."))
        project.state, project.result = state, result.strip()
        project.save(update_fields=["state", "result"])
        return project


def record_member_result(
    *, member: Member, achieved: Achieved, by: User | None, now: datetime
) -> MemberResult:
    """Record a member's value: a row of results of that firm, under the group's programme."""
    with recorded("record_member_result", by):
        kept = Member.objects.select_for_update(of=("self",)).select_related("collaboration__agency")
        locked = kept.get(pk=member.pk)
        project, group = achieved.project, locked.collaboration
        if project is not None and project.collaboration_id != group.pk:
            raise refuse("project", _("이 협업화의 공동사업을 골라 주세요."))
        number = MemberResult.objects.filter(member=locked).count() + 1
        reference = f"collaboration-member-{locked.pk}-{number}"
        said = Said(
            achieved.code,
            achieved.period_start,
            achieved.period_end,
            achieved.value,
            basis=achieved.basis,
            currency=achieved.currency,
            enterprise_id=locked.enterprise_id,
            programme_name=group.programme_name,
            evidence=achieved.evidence,
            reference=reference,
        )
        row = record_observation(
            agency=group.agency,
            said=said,
            source=ObservationSource.STAFF,
            by=by,
            now=now,
            is_sample=group.is_sample,
        )
        return MemberResult.objects.create(
            agency=group.agency,
            enterprise_id=locked.enterprise_id,
            member=locked,
            project=project,
            observation=row,
            reference=reference,
        )


def terms_content(collaboration: Collaboration) -> str:
    """Return what a member agrees to, as canonical JSON: the terms and every member's share."""
    there = collaboration.members.filter(left_on=None).order_by("pk")
    shares = [[one.enterprise_id, one.share_bp, one.is_lead] for one in there]
    said = {
        "name": collaboration.name,
        "number": collaboration.terms_number,
        "terms": collaboration.terms,
        "shares": shares,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _ask_again(collaboration: Collaboration) -> None:
    """Give the terms a new number, so that consents to the old one no longer count."""
    if MemberConsent.objects.filter(
        member__collaboration=collaboration, terms_number=collaboration.terms_number
    ).exists():
        collaboration.terms_number += 1
    collaboration.save(update_fields=["terms", "terms_number"])


def _locked(collaboration: Collaboration) -> Collaboration:
    kept = (
        Collaboration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agency")
        .get(pk=collaboration.pk)
    )
    if kept.state == CollaborationState.ENDED:
        raise refuse("", _("이미 끝난 협업화입니다."))
    return kept
