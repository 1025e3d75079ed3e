"""The plan of a fair: computed from what was asked for, kept with its seed and what came out."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.engines import scheduling
from didim.fairs.domain.locking import lock_fair
from didim.fairs.enums import FairState, MeetingState, ParticipantState
from didim.fairs.models import Fair, Meeting, Participant, PlanRun, Unplaced
from didim.fairs.queries.planning import PlanInput, plan_input
from didim.kernel.refusals import refuse


def plan_fair(*, fair: Fair, by: User | None, now: datetime) -> PlanRun:
    """Compute the plan of a fair that is not published, and lay its meetings out as drafts.

    Drafts of before give way, pinned ones stay at their slot and table. Before answers are due it is a trial;
    from then on the fair is being scheduled. RefusedError without slots or tables, for a fair that is
    published or over, or where what is pinned contradicts what is known since.
    """
    with scoped(SYSTEM), recorded("plan_fair", by):
        firms = Participant.objects.filter(fair=fair, state=ParticipantState.ACCEPTED)
        fair = lock_fair(fair, firms=firms.values_list("enterprise", flat=True))
        if fair.state not in (FairState.OPEN, FairState.SCHEDULING):
            raise refuse(
                "", _("상담 신청을 받고 있거나 일정을 짜고 있는 상담회만 일정을 계산할 수 있습니다.")
            )
        if fair.state == FairState.OPEN and now >= fair.answer_until:
            fair.state = FairState.SCHEDULING
            fair.save(update_fields=["state"])
        drafts = Meeting.objects.filter(fair=fair, state=MeetingState.DRAFT)
        pinned = list(drafts.filter(is_pinned=True))
        gone = Participant.objects.filter(fair=fair).exclude(state=ParticipantState.ACCEPTED)
        if drafts.filter(Q(partner__in=gone) | Q(firm__in=gone), is_pinned=True).exists():
            raise refuse("", _("고정한 상담의 참가자가 참가를 취소했습니다. 그 상담을 먼저 취소해 주세요."))
        drafts.filter(is_pinned=False).delete()
        given = plan_input(fair, keep=pinned)
        if not given.slots or not given.places:
            raise refuse("", _("상담 시간과 자리를 먼저 정해 주세요."))
        arranged = _arranged(given, fair.seed, pinned)
        run = _keep_run(fair, given, arranged, by, now)
        _keep_meetings(fair, run, given, arranged.plan, pinned)
        keep_unplaced(run, given, arranged.reasons)
        return run


def _arranged(given: PlanInput, seed: int, pinned: list[Meeting]) -> scheduling.Arrangement:
    numbers = {given.numbers[one.partner_id, one.firm_id]: one for one in pinned}
    try:
        return scheduling.arrange(
            given.engine,
            seed=seed,
            pinned={number: given.slot_number(one) for number, one in numbers.items()},
            seated={number: given.place_number(one) for number, one in numbers.items()},
        )
    except ValueError as error:
        raise refuse(
            "",
            _("고정한 상담이 나올 수 없는 시간이나 쓸 수 없는 자리에 있습니다. 고정을 풀거나 옮겨 주세요."),
        ) from error


def _keep_run(
    fair: Fair, given: PlanInput, arranged: scheduling.Arrangement, by: User | None, now: datetime
) -> PlanRun:
    content = f"{input_text(given, fair.seed)}{arranged.text}"
    return PlanRun.objects.create(
        agency_id=fair.agency_id,
        fair=fair,
        seed=fair.seed,
        computed_at=now,
        computed_by=by,
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        chosen=len(arranged.choice.wishes),
        placed=len(arranged.plan.slots),
        value=arranged.choice.value,
        bound=arranged.choice.bound,
        idle_gaps=arranged.measure.gaps,
        table_moves=arranged.measure.moves,
    )


def input_text(given: PlanInput, seed: int) -> str:
    """Return what went into a plan as one line of canonical text."""
    engine = given.engine
    whole = {
        "seed": seed,
        "slots": [slot.pk for slot in given.slots],
        "places": [place.pk for place in given.places],
        "broken": {str(slot): sorted(places) for slot, places in engine.broken.items()},
        "attendees": [[one.id, one.most, one.least, sorted(one.away)] for one in engine.everybody],
        "interpreters": [[one.id, sorted(one.languages), sorted(one.away)] for one in engine.interpreters],
        "wishes": [
            {key: value for key, value in asdict(wish).items() if key not in ("forbidden", "after")}
            for wish in engine.wishes
        ],
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _keep_meetings(
    fair: Fair, run: PlanRun, given: PlanInput, plan: scheduling.Plan, pinned: Iterable[Meeting]
) -> None:
    stay = {given.numbers[one.partner_id, one.firm_id]: one for one in pinned}
    for number, one in stay.items():
        interpreter = interpreter_of(plan, number)
        if one.interpreter_id != interpreter:
            one.interpreter_id = interpreter
            one.save(update_fields=["interpreter"])
    Meeting.objects.bulk_create(
        meeting_of(fair, run, given, plan, number) for number in plan.slots if number not in stay
    )


def meeting_of(
    fair: Fair,
    run: PlanRun,
    given: PlanInput,
    plan: scheduling.Plan,
    number: int,
    state: MeetingState = MeetingState.DRAFT,
) -> Meeting:
    """Return the meeting of a wish at its place in a plan, not saved."""
    partner, firm = (given.participants[one] for one in given.pair(number))
    slot = given.slots[plan.slots[number]]
    return Meeting(
        agency_id=fair.agency_id,
        fair=fair,
        partner=partner,
        firm=firm,
        enterprise_id=supported(partner, firm),
        slot=slot,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        table=given.places[plan.tables[number]],
        interpreter_id=interpreter_of(plan, number),
        state=state,
        origin=given.origins[number],
        run=run,
    )


def supported(partner: Participant, firm: Participant) -> int | None:
    """Return the firm that a meeting supports: at a job fair the employer, who is on the partners' side."""
    return firm.enterprise_id or partner.enterprise_id


def interpreter_of(plan: scheduling.Plan, number: int) -> int | None:
    """Return who interprets a meeting of a plan."""
    name = plan.interpreters.get(number)
    return int(name) if name else None


def keep_unplaced(
    run: PlanRun, given: PlanInput, reasons: Mapping[int, tuple[scheduling.Reason, ...]]
) -> None:
    """Write down why each wish somebody had does not take place; what nobody asked for is not missed."""
    Unplaced.objects.bulk_create(
        Unplaced(
            agency_id=run.agency_id,
            run=run,
            partner_id=given.pair(number)[0],
            firm_id=given.pair(number)[1],
            reason=" ".join(reason.sentence.ko for reason in why),
            reason_en=" ".join(reason.sentence.en for reason in why),
        )
        for number, why in sorted(reasons.items())
        if given.engine.wishes[number].asked is not scheduling.Asked.SPARE
    )
