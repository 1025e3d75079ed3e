"""Partners: commissioning them (위촉), targets, and the large firm a centre is paired with."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.kernel.refusals import refuse
from didim.registry.enums import CommissionKind, EndReason
from didim.registry.models import Agency, Commission, CommissionTarget, DedicatedPartner, Partner, Person

from .days import lasting_on


def commission_partner(
    *,
    agency: Agency,
    partner: Partner,
    kind: CommissionKind,
    letter_number: str,
    valid_from: date,
    valid_to: date | None = None,
    person: Person | None = None,
) -> Commission:
    """Commission a partner, or one person there, by letter; raises RefusedError by field."""
    letter_number = " ".join(letter_number.split())
    if not letter_number:
        raise refuse("letter_number", _("위촉장 번호를 입력해 주세요."))
    if valid_to is not None and valid_to < valid_from:
        raise refuse("valid_to", _("위촉 마지막 날이 위촉일보다 빠릅니다. 두 날짜를 확인해 주세요."))
    with transaction.atomic():
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        if Commission.objects.filter(agency=agency, letter_number=letter_number).exists():
            raise refuse("letter_number", _("이미 쓴 위촉장 번호입니다. 다른 번호를 입력해 주세요."))
        standing = Commission.objects.filter(agency=agency, partner=partner, person=person, kind=kind)
        standing = standing.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from))
        if valid_to is not None:
            standing = standing.filter(valid_from__lte=valid_to)
        if standing.exists():
            raise refuse(
                "partner", _("같은 구분으로 이미 위촉 중입니다. 이전 위촉의 기간을 먼저 확인해 주세요.")
            )
        return Commission.objects.create(
            agency=agency,
            partner=partner,
            person=person,
            kind=kind,
            letter_number=letter_number,
            valid_from=valid_from,
            valid_to=valid_to,
        )


def end_commission(*, commission: Commission, last_day: date, reason: EndReason) -> Commission:
    """End a commission early, on a day of its term."""
    with transaction.atomic():
        locked = Commission.objects.select_for_update(no_key=True).get(pk=commission.pk)
        if last_day < locked.valid_from or (locked.valid_to is not None and last_day > locked.valid_to):
            raise refuse("last_day", _("위촉 기간 안의 날짜를 골라 주세요."))
        locked.valid_to, locked.end_reason = last_day, reason
        locked.save(update_fields=["valid_to", "end_reason"])
        return locked


def set_commission_target(
    *, agency: Agency, due_on: date, count: int, kind: CommissionKind | None = None
) -> CommissionTarget:
    """Set how many partners (of a kind, or of all kinds) are to be commissioned by a day."""
    if count < 1:
        raise refuse("count", _("목표 수는 1 이상이어야 합니다."))
    target, _created = CommissionTarget.objects.update_or_create(
        agency=agency, kind=kind or "", due_on=due_on, defaults={"count": count}
    )
    return target


def dedicate_partner(*, agency: Agency, partner: Partner, on: date, field: str = "") -> DedicatedPartner:
    """Pair a centre with a large firm from a day on; a former pairing ends the day before."""
    with transaction.atomic():
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        if DedicatedPartner.objects.filter(agency=agency, valid_from__gte=on).exists():
            raise refuse("on", _("같은 날이나 나중에 시작하는 전담기업이 있습니다. 날짜를 확인해 주세요."))
        DedicatedPartner.objects.filter(lasting_on(on), agency=agency).update(valid_to=on - timedelta(days=1))
        return DedicatedPartner.objects.create(
            agency=agency, partner=partner, field=field.strip(), valid_from=on
        )
