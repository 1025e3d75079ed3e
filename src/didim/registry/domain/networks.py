"""Networks and boards: who belongs, which seats there are, who holds them for which term."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.kernel.refusals import refuse
from didim.registry.enums import EndReason, SeatTitle
from didim.registry.models import Agency, Appointment, BoardField, Network, NetworkMember, Person, Seat

from .days import lasting_on


def join_network(*, network: Network, agency: Agency, on: date) -> NetworkMember:
    """Record that an agency belongs to a network from a day on."""
    with transaction.atomic():
        Network.objects.select_for_update(no_key=True).get(pk=network.pk)
        standing = Q(valid_to=None) | Q(valid_to__gte=on)
        if NetworkMember.objects.filter(standing, network=network, agency=agency).exists():
            raise refuse("agency", _("이미 이 네트워크의 회원입니다. 탈퇴일을 먼저 확인해 주세요."))
        return NetworkMember.objects.create(network=network, agency=agency, valid_from=on)


def leave_network(*, network: Network, agency: Agency, last_day: date) -> NetworkMember:
    """Record the last day an agency belongs to a network."""
    with transaction.atomic():
        member = (
            NetworkMember.objects.select_for_update(no_key=True)
            .filter(lasting_on(last_day), network=network, agency=agency)
            .first()
        )
        if member is None:
            raise refuse("agency", _("그날 이 네트워크의 회원이 아닙니다. 기관과 날짜를 확인해 주세요."))
        member.valid_to = last_day
        member.save(update_fields=["valid_to"])
        return member


def set_field(*, board: Network, name: str, quota: int, name_en: str = "") -> BoardField:
    """Give a board a field with so many seats; more seats are added, empty ones beyond the quota taken away.

    RefusedError when a seat beyond the quota was ever held: its history stays.
    """
    if not name.strip():
        raise refuse("name", _("분야 이름을 입력해 주세요."))
    if quota < 1:
        raise refuse("quota", _("정원은 1명 이상이어야 합니다."))
    with transaction.atomic():
        Network.objects.select_for_update(no_key=True).get(pk=board.pk)
        field, _created = BoardField.objects.update_or_create(
            board=board, name=name.strip(), defaults={"quota": quota, "name_en": name_en.strip()}
        )
        beyond = Seat.objects.filter(field=field, number__gt=quota)
        if Appointment.objects.filter(seat__in=beyond).exists():
            raise refuse("quota", _("위촉 이력이 있는 자리가 정원보다 많습니다. 정원을 다시 확인해 주세요."))
        beyond.delete()
        have = set(Seat.objects.filter(field=field).values_list("number", flat=True))
        Seat.objects.bulk_create(
            Seat(board=board, field=field, number=number)
            for number in range(1, quota + 1)
            if number not in have
        )
        return field


def add_seat(*, board: Network, title: SeatTitle = SeatTitle.MEMBER) -> Seat:
    """Add a seat of the whole board (a chair, or a council's seats that belong to no field)."""
    with transaction.atomic():
        Network.objects.select_for_update(no_key=True).get(pk=board.pk)
        numbers = Seat.objects.filter(board=board, field=None).values_list("number", flat=True)
        return Seat.objects.create(board=board, number=max(numbers, default=0) + 1, title=title)


def appoint(*, seat: Seat, person: Person, valid_from: date, valid_to: date) -> Appointment:
    """Appoint a person to a seat for a term; a further term of the same person counts on.

    RefusedError when the seat is held, or the person sits on the board, on any day of the term.
    """
    if valid_to < valid_from:
        raise refuse("valid_to", _("임기 마지막 날이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요."))
    with transaction.atomic():
        Network.objects.select_for_update(no_key=True).get(pk=seat.board_id)
        shared = Appointment.objects.filter(valid_from__lte=valid_to, valid_to__gte=valid_from)
        if shared.filter(seat=seat).exists():
            raise refuse("seat", _("이 기간에 이미 위촉된 자리입니다. 다른 자리나 기간을 골라 주세요."))
        if shared.filter(board=seat.board_id, person=person).exists():
            raise refuse("person", _("이 기간에 같은 위원회의 다른 자리에 위촉된 사람입니다."))
        terms = Appointment.objects.filter(
            board=seat.board_id, person=person, valid_to__lt=valid_from
        ).count()
        return Appointment.objects.create(
            board_id=seat.board_id,
            seat=seat,
            person=person,
            term=terms + 1,
            valid_from=valid_from,
            valid_to=valid_to,
        )


def end_term(*, appointment: Appointment, last_day: date, reason: EndReason) -> Appointment:
    """End a term early; the seat is free from the next day on."""
    with transaction.atomic():
        locked = Appointment.objects.select_for_update(no_key=True).get(pk=appointment.pk)
        if not locked.valid_from - timedelta(days=1) < last_day <= locked.valid_to:
            raise refuse("last_day", _("임기 안의 날짜를 골라 주세요."))
        locked.valid_to, locked.end_reason = last_day, reason
        locked.save(update_fields=["valid_to", "end_reason"])
        return locked
