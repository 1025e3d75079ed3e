"""Who interprets at a fair: which languages beside Korean, and when they are away."""

from collections.abc import Collection, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.telling import when_in_words
from didim.fairs.domain.locking import lock_fair
from didim.fairs.enums import MeetingState
from didim.fairs.fits import language_between
from didim.fairs.models import Absence, Fair, Interpreter, Meeting
from didim.kernel.refusals import Problem, RefusedError, refuse

# As many meetings are named in a refusal.
_MOST_NAMED = 5


def add_interpreter(
    *,
    fair: Fair,
    name: str,
    languages: Sequence[str],
    phone: str = "",
    email: str = "",
    away: Collection[int] = (),
    by: User | None,
) -> Interpreter:
    """Add somebody who interprets between Korean and `languages`; `away`: keys of slots without them.

    RefusedError by field without a name or a language.
    """
    with scoped(SYSTEM), recorded("add_interpreter", by):
        kept = lock_fair(fair)
        _refuse_blank(name, languages)
        made = Interpreter(agency_id=kept.agency_id, fair=kept)
        _say(made, name, languages, phone, email)
        _stay_away(made, away)
        return made


def change_interpreter(
    *,
    interpreter: Interpreter,
    name: str,
    languages: Sequence[str],
    phone: str = "",
    email: str = "",
    away: Collection[int] = (),
    by: User | None,
) -> Interpreter:
    """Say anew who somebody is, what they interpret and when they are away.

    RefusedError by field where a meeting of the plan, draft or public, still needs them there: it is moved
    or cancelled first.
    """
    with scoped(SYSTEM), recorded("change_interpreter", by):
        lock_fair(interpreter.fair)
        kept = Interpreter.objects.select_related("fair").get(pk=interpreter.pk)
        _refuse_blank(name, languages)
        ahead = _meetings(kept, [MeetingState.DRAFT, MeetingState.PLANNED])
        problems = _needed(ahead, set(away), set(languages))
        if problems:
            raise RefusedError(problems)
        _say(kept, name, languages, phone, email)
        _stay_away(kept, away)
        return kept


def remove_interpreter(*, interpreter: Interpreter, by: User | None) -> None:
    """Take an interpreter off the list. RefusedError where meetings have them."""
    with scoped(SYSTEM), recorded("remove_interpreter", by):
        lock_fair(interpreter.fair)
        if _meetings(interpreter, list(MeetingState)).exists():
            raise refuse("", _("통역이 배정된 상담이 있습니다. 상담에서 먼저 빼 주세요."))
        Interpreter.objects.filter(pk=interpreter.pk).delete()


def _needed(ahead: QuerySet[Meeting], away: set[int], languages: set[str]) -> list[Problem]:
    """Return a problem for each field under which meetings would lose who interprets them."""
    meetings = list(ahead.select_related("partner", "firm").order_by("starts_at", "pk"))
    then = [one for one in meetings if one.slot_id in away]
    spoken = [one for one in meetings if language_between(one.partner, one.firm) not in {"", *languages}]
    problems = []
    if then:
        sentence = _("이 시간에 통역할 상담이 있습니다: %(meetings)s. 먼저 옮기거나 취소해 주세요.")
        problems.append(Problem("away", sentence % {"meetings": _named(then)}))
    if spoken:
        sentence = _("이 언어로 통역할 상담이 있습니다: %(meetings)s. 먼저 옮기거나 취소해 주세요.")
        problems.append(Problem("languages", sentence % {"meetings": _named(spoken)}))
    return problems


def _named(meetings: Sequence[Meeting]) -> str:
    names = [f"{when_in_words(one.starts_at)} {one.partner.name}–{one.firm.name}" for one in meetings]
    return ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")


def _meetings(interpreter: Interpreter, states: Sequence[str]) -> QuerySet[Meeting]:
    return Meeting.objects.filter(interpreter=interpreter, state__in=states)


def _refuse_blank(name: str, languages: Sequence[str]) -> None:
    if not name.strip():
        raise refuse("name", _("이름을 적어 주세요."))
    if not languages:
        raise refuse("languages", _("통역하는 언어를 하나 이상 골라 주세요."))


def _say(kept: Interpreter, name: str, languages: Sequence[str], phone: str, email: str) -> None:
    kept.name, kept.languages = name.strip()[:60], list(languages)
    kept.phone, kept.email = phone.strip()[:20], email.strip()
    kept.save()


def _stay_away(kept: Interpreter, away: Collection[int]) -> None:
    known = set(kept.fair.slots.values_list("pk", flat=True)) & set(away)
    said = Absence.objects.filter(interpreter=kept)
    said.exclude(slot__in=known).delete()
    new = known - set(said.values_list("slot_id", flat=True))
    Absence.objects.bulk_create(
        Absence(agency_id=kept.agency_id, interpreter=kept, slot_id=slot) for slot in sorted(new)
    )
