import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.registry.enums import EndReason, NetworkKind, SeatTitle

from .periods import in_order, one_at_a_time


class Network(models.Model):
    """A body of agencies or people: a network with its hub, a council, a working group, an advisory board."""

    hub = models.ForeignKey("registry.Agency", models.PROTECT, related_name="hub_networks")
    kind = models.CharField(_("종류"), max_length=16, choices=NetworkKind)
    name = models.CharField(_("이름"), max_length=120, unique=True)
    name_en = models.CharField(_("영문 이름"), max_length=160, blank=True)
    introduction = models.TextField(_("소개"), blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    region = models.ForeignKey(
        "registry.Region", models.PROTECT, null=True, blank=True, related_name="networks"
    )
    valid_from = models.DateField(_("발족일"), null=True, blank=True)
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)
    is_sample = models.BooleanField(_("예시 자료"), default=False)

    class Meta:
        verbose_name = _("네트워크")
        ordering = ("kind", "name")
        constraints = [in_order(name="network_period")]

    def __str__(self) -> str:
        return self.name


class NetworkMember(models.Model):
    """An agency in a network, from one day to another: openings and leavings stay countable at any date."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="members")
    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="network_memberships")
    valid_from = models.DateField(_("가입일"))
    valid_to = models.DateField(_("마지막 날"), null=True, blank=True)

    class Meta:
        verbose_name = _("네트워크 회원")
        ordering = ("network", "valid_from", "id")
        constraints = [
            in_order(name="network_member_period"),
            one_at_a_time("network", "agency", name="network_member_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.network} · {self.agency}"


class BoardField(models.Model):
    """A field of a board and how many seats it has."""

    board = models.ForeignKey(Network, models.CASCADE, related_name="fields")
    name = models.CharField(_("분야"), max_length=60)
    name_en = models.CharField(_("영문 분야"), max_length=80, blank=True)
    quota = models.PositiveSmallIntegerField(_("정원"))

    class Meta:
        verbose_name = _("위원회 분야")
        ordering = ("board", "id")
        constraints = [models.UniqueConstraint(fields=["board", "name"], name="board_field_unique")]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """One seat of a board, in a field or of the whole board."""

    board = models.ForeignKey(Network, models.CASCADE, related_name="seats")
    field = models.ForeignKey(BoardField, models.PROTECT, null=True, blank=True, related_name="seats")
    number = models.PositiveSmallIntegerField(_("자리 번호"))
    title = models.CharField(_("직"), max_length=12, choices=SeatTitle, default=SeatTitle.MEMBER)

    class Meta:
        verbose_name = _("위원 자리")
        ordering = ("board", "field", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["board", "field", "number"], nulls_distinct=False, name="seat_unique"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="seat_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.board} #{self.number}"


@pghistory.track()
class Appointment(models.Model):
    """A person in a seat for a term: one holder a seat, one seat a person on the same board."""

    board = models.ForeignKey(Network, models.CASCADE, related_name="appointments")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="appointments")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="appointments")
    term = models.PositiveSmallIntegerField(_("임기 차수"), default=1)
    valid_from = models.DateField(_("임기 시작일"))
    valid_to = models.DateField(_("임기 마지막 날"))
    end_reason = models.CharField(_("중도 종료 사유"), max_length=12, choices=EndReason, blank=True)

    class Meta:
        verbose_name = _("위원 위촉")
        ordering = ("board", "seat", "valid_from")
        triggers = [
            # The board stands here for the constraint on a person's seats; it is always the seat's own.
            pgtrigger.Trigger(
                name="board_of_the_seat",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="SELECT board_id INTO NEW.board_id FROM registry_seat WHERE id = NEW.seat_id;"
                " RETURN NEW;",
            )
        ]
        constraints = [
            in_order(name="appointment_period"),
            one_at_a_time("seat", name="appointment_one_holder_a_seat"),
            one_at_a_time("board", "person", name="appointment_one_seat_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.seat}"
