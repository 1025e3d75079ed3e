"""The public register: a grievance in words that name nobody, after a second person has read them."""

import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.desk.models import Grievance, GrievanceAnswer, RegisterEntry
from didim.kernel.calendar import SEOUL
from didim.kernel.korean_text import keystrokes
from didim.kernel.refusals import Problem, RefusedError, refuse

_DIGITS = re.compile(r"\d{2,4}[-. ]?\d{3,4}[-. ]?\d{4}|\d{3}-?\d{2}-?\d{5}|\d{6}-?[1-8]\d{6}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
# What firms put before and after their names; without it a name is still theirs.
_LEGAL_FORM = re.compile(r"\(주\)|㈜|주식회사|\(유\)|유한회사|농업회사법인|협동조합")
SHORTEST_NAME = 2


def names_in(text: str, names: list[str]) -> list[str]:
    """Return what in a text says who somebody is: these names however spaced, numbers and addresses."""
    spaceless = "".join(text.split()).lower()
    found = []
    for name in names:
        bare = "".join(_LEGAL_FORM.sub("", name).split()).lower()
        if len(bare) >= SHORTEST_NAME and bare in spaceless:
            found.append(name)
    return [*found, *_DIGITS.findall(text), *_MAIL.findall(text)]


def propose_entry(
    *, grievance: Grievance, title: str, outcome: str, by: User, now: datetime
) -> RegisterEntry:
    """Write an answered case for the register; RefusedError where the words say whose case it was.

    What was proposed before and not approved is written anew.
    """
    answer = GrievanceAnswer.objects.filter(grievance=grievance).order_by("-round", "-pk").first()
    if answer is None or grievance.is_open:
        raise refuse("", _("답한 건만 공개 대장에 올릴 수 있습니다."))
    title, outcome = title.strip(), outcome.strip()
    _check_words(grievance, {"title": title, "outcome": outcome})
    with recorded("propose_entry", by):
        entry = RegisterEntry.objects.select_for_update().filter(grievance=grievance).first()
        if entry is not None and entry.is_public:
            raise refuse("", _("이미 공개한 건입니다. 고치려면 먼저 내려 주세요."))
        entry = entry or RegisterEntry(grievance=grievance, agency_id=grievance.agency_id)
        entry.title, entry.keys, entry.outcome = title, keystrokes(title), outcome
        entry.topic, entry.triage = grievance.topic, grievance.triage
        entry.result, entry.region_id = answer.result, grievance.region_id
        entry.answered_on = answer.at.astimezone(SEOUL).date()
        entry.proposed_at, entry.proposed_by = now, by
        entry.approved_at = entry.approved_by = entry.withdrawn_at = None
        entry.withdrawn_for = ""
        entry.is_sample = grievance.is_sample
        entry.save()
        return entry


def approve_entry(*, entry: RegisterEntry, by: User, now: datetime) -> RegisterEntry:
    """Make an entry public; RefusedError for whoever wrote it, and for one that is not waiting."""
    with recorded("approve_entry", by):
        entry = RegisterEntry.objects.select_for_update().get(pk=entry.pk)
        if entry.approved_at is not None or entry.withdrawn_at is not None:
            raise refuse("", _("승인을 기다리는 건이 아닙니다."))
        if entry.proposed_by_id == by.pk:
            raise refuse("", _("올린 사람은 승인할 수 없습니다. 다른 사람이 읽고 승인해 주세요."))
        entry.approved_at, entry.approved_by = now, by
        entry.save()
        return entry


def withdraw_entry(*, entry: RegisterEntry, reason: str, by: User, now: datetime) -> RegisterEntry:
    """Take an entry out of the public register, or out of the queue, and say why."""
    if not reason.strip():
        raise refuse("reason", _("내리는 사유를 적어 주세요."))
    with recorded("withdraw_entry", by):
        entry = RegisterEntry.objects.select_for_update().get(pk=entry.pk)
        if entry.withdrawn_at is not None:
            raise refuse("", _("이미 내린 건입니다."))
        entry.withdrawn_at, entry.withdrawn_for = now, reason.strip()[:200]
        entry.save()
        return entry


def _check_words(grievance: Grievance, words: dict[str, str]) -> None:
    names = [grievance.contact_name]
    if grievance.enterprise is not None:
        names += [grievance.enterprise.name, grievance.enterprise.representative_name]
    problems = []
    for field, text in words.items():
        if not text:
            problems.append(Problem(field, _("공개할 말을 적어 주세요.")))
        elif found := names_in(text, [name for name in names if name]):
            sentence = _("누구의 일인지 알 수 있는 말이 있습니다: %(words)s. 빼거나 바꿔 주세요.")
            problems.append(Problem(field, sentence % {"words": ", ".join(found)}))
    if problems:
        raise RefusedError(problems)
