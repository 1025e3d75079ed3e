"""Declaring what ties a reviewer to a firm: by themself, by the firm, or by staff from a record."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.kernel.business_numbers import normalise_digits
from didim.kernel.refusals import refuse
from didim.registry.models import Enterprise, Person
from didim.selection.enums import TieKind, TieSource
from didim.selection.models import Tie


class Relation(StrEnum):
    """How somebody is tied to a firm, in the words of the form: own ties, and those of family."""

    REPRESENTS = "represents"
    EMPLOYED = "employed"
    OWNS = "owns"
    ADVISED = "advised"
    OTHER = "other"
    FAMILY_REPRESENTS = "family_represents"
    FAMILY_OWNS = "family_owns"
    FAMILY_EMPLOYED = "family_employed"


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is declared: the relation, the firm by number or name, the time, the relative's name, words."""

    relation: Relation
    firm: str
    relative: str = ""
    since: date | None = None
    until: date | None = None
    note: str = ""


def declare_tie(
    *, person: Person, declaration: Declaration, source: TieSource, by: User | None, now: datetime
) -> list[Tie]:
    """Record a tie between a person and a firm; through a relative it takes two edges of the graph.

    RefusedError where the firm is not found by its number or its exact name, or the time is reversed.
    """
    firm = _firm(declaration.firm)
    if declaration.since and declaration.until and declaration.until < declaration.since:
        raise refuse("until", _("종료일이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요."))
    of_family = declaration.relation.startswith("family_")
    relative = " ".join(declaration.relative.split())
    if of_family and not relative:
        raise refuse("relative", _("친족의 이름을 적어 주세요."))
    kind = TieKind(declaration.relation.removeprefix("family_"))
    told = {"source": source, "recorded_at": now, "recorded_by": by, "note": declaration.note[:200]}
    with recorded("declare_tie", by):
        holder, made = person, []
        if of_family:
            known = Tie.objects.filter(
                person=person, kind=TieKind.FAMILY, other_person__name=relative
            ).first()
            holder = known.other_person if known and known.other_person else _new_person(relative)
            if known is None:
                made.append(
                    Tie.objects.create(kind=TieKind.FAMILY, person=person, other_person=holder, **told)
                )
        made.append(
            Tie.objects.create(
                kind=kind,
                person=holder,
                enterprise=firm,
                since=declaration.since,
                until=declaration.until,
                **told,
            )
        )
        return made


def withdraw_tie(*, tie: Tie, by: User) -> None:
    """Take back a tie one has recorded oneself; its history stays."""
    if tie.recorded_by_id != by.pk:
        raise refuse("", _("기록한 사람만 지울 수 있습니다."))
    with recorded("withdraw_tie", by):
        tie.delete()


def _new_person(name: str) -> Person:
    return Person.objects.create(name=name)


def _firm(text: str) -> Enterprise:
    """Return the one firm of a business number or an exact name."""
    text = " ".join(text.split())
    digits = normalise_digits(text)
    by_name_or_number = Q(name=text) | Q(business_number=digits) if digits.isdigit() else Q(name=text)
    found = list(Enterprise.objects.filter(by_name_or_number, merged_into=None).order_by("pk")[:2])
    if not found:
        raise refuse("firm", _("등록된 기업을 찾지 못했습니다. 사업자등록번호로 적어 주세요."))
    if len(found) > 1:
        raise refuse("firm", _("같은 이름의 기업이 여럿입니다. 사업자등록번호로 적어 주세요."))
    return found[0]
