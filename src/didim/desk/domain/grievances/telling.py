"""Telling who asked what has happened to the case, in the transaction in which it happened.

A firm's people and whoever left an address get an e-mail; whoever left only a phone number is called (the
case page says so).
"""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext, override

from didim.accounts.domain.messages import queue_message
from didim.desk.models import AgencyTransfer, ExtensionConsent, Grievance, GrievanceAnswer, LawPromise
from didim.kernel.calendar import SEOUL, WorkingCalendar, next_office_instant
from didim.registry.models import EnterpriseMember


def tell_receipt(grievance: Grievance, *, now: datetime) -> None:
    """Say that a grievance was received, its number, and until when it is sorted and passed on."""
    with override("ko"):
        body = gettext("접수번호는 %(number)s입니다. %(day)s까지 분류해 담당자를 정하고 알려 드립니다.")
        _tell(
            grievance,
            "received",
            gettext("규제·애로를 접수했습니다: %(title)s"),
            body % _words(grievance),
            now,
        )


def tell_class(grievance: Grievance, *, now: datetime) -> None:
    """Say of which class a grievance is, why, and until when it is answered."""
    with override("ko"):
        body = gettext("구분: %(triage)s\n사유: %(reason)s\n%(day)s까지 답해 드립니다.") % {
            **_words(grievance),
            "triage": grievance.get_triage_display(),
            "reason": grievance.triage_reason,
        }
        _tell(grievance, "classified", gettext("처리 기한을 알려 드립니다: %(title)s"), body, now)


def tell_pause(grievance: Grievance, *, reason: str, text: str, until: str, now: datetime) -> None:
    """Say that counting has stopped, why, and what is asked for until when."""
    with override("ko"):
        body = gettext("멈춘 사유: %(reason)s") % {"reason": reason}
        if until:
            body += "\n" + gettext("%(day)s까지 내 주세요.") % {"day": until}
        _tell(
            grievance, "paused", gettext("처리기간이 멈췄습니다: %(title)s"), f"{body}\n\n{text}".strip(), now
        )


def tell_extension(grievance: Grievance, *, reason: str, now: datetime) -> None:
    """Say that the term was extended, why, and until when."""
    with override("ko"):
        words = _words(grievance) | {"reason": reason}
        body = gettext("사유: %(reason)s\n새 처리기한: %(day)s") % words
        _tell(grievance, "extended", gettext("처리기한을 늘렸습니다: %(title)s"), body, now)


def tell_transfer(grievance: Grievance, *, reason: str, now: datetime) -> None:
    """Say who answers from now on; the day stays."""
    with override("ko"):
        body = gettext("담당: %(who)s\n사유: %(reason)s\n처리기한은 %(day)s 그대로입니다.") % {
            **_words(grievance),
            "who": grievance.officer.name if grievance.officer else "-",
            "reason": reason,
        }
        _tell(grievance, "transferred", gettext("담당자가 바뀌었습니다: %(title)s"), body, now)


def tell_move(grievance: Grievance, transfer: AgencyTransfer, *, now: datetime) -> None:
    """Say which agency answers from now on, under which number, and until when."""
    with override("ko"):
        body = gettext(
            "맡은 기관: %(agency)s\n사유: %(reason)s\n"
            "새 접수번호: %(number)s (앞 번호 %(before)s)\n처리기한: %(day)s"
        ) % {
            **_words(grievance),
            "agency": transfer.to_agency.name,
            "reason": transfer.reason,
            "before": transfer.number_before,
        }
        _tell(grievance, "moved", gettext("다른 기관으로 이송했습니다: %(title)s"), body, now)


def tell_question(grievance: Grievance, asked: ExtensionConsent, *, now: datetime) -> None:
    """Ask whoever brought a case whether it may take longer once more."""
    with override("ko"):
        body = gettext(
            "기한을 %(day)s까지 한 번 더 늘려도 되는지 여쭙니다.\n사유: %(reason)s\n"
            "건 화면에서 동의하거나 동의하지 않는다고 답해 주세요. 답이 없으면 기한은 그대로입니다."
        ) % {"day": asked.new_day.isoformat(), "reason": asked.reason}
        _tell(grievance, "asked", gettext("기한을 늘려도 될까요? %(title)s"), body, now)


def tell_same(grievance: Grievance, root: Grievance, *, now: datetime) -> None:
    """Say that a case goes on in the earlier one that says the same."""
    with override("ko"):
        body = gettext("먼저 내신 %(number)s와 같은 내용이어서 그 건에서 이어 답합니다.") % {
            "number": root.number
        }
        _tell(grievance, "same", gettext("앞서 내신 건과 합쳤습니다: %(title)s"), body, now)


def tell_close(grievance: Grievance, *, decision: str, now: datetime) -> None:
    """Say that a case brought three times and answered twice was closed, and by whose decision."""
    with override("ko"):
        body = gettext("같은 내용을 두 번 답해 드렸으므로 종결합니다.\n결정: %s") % decision.strip()
        _tell(grievance, "closed", gettext("반복 접수를 종결했습니다: %(title)s"), body, now)


def tell_promise(promise: LawPromise, *, now: datetime) -> None:
    """Say what became of the change that was promised for somebody's case."""
    with override("ko"):
        body = gettext("%(law)s: %(promise)s\n상태: %(state)s\n%(note)s") % {
            "law": promise.law,
            "promise": promise.promise,
            "state": promise.get_state_display(),
            "note": promise.note,
        }
        subject = gettext("약속한 제도 개선의 소식입니다: %(title)s")
        _tell(promise.grievance, f"promise-{promise.pk}", subject, body, now)


def tell_officer(grievance: Grievance, *, agreed: bool, now: datetime) -> None:
    """Tell whoever is in charge what the person said to a second extension."""
    user = grievance.officer.user if grievance.officer else None
    if user is None or not user.email:
        return
    with override("ko"):
        words = gettext("재연장에 동의했습니다") if agreed else gettext("재연장에 동의하지 않았습니다")
        queue_message(
            template="grievance-consent",
            subject=f"{words}: {grievance.number}",
            body=f"{grievance.number} {grievance.title}\n{gettext('처리기한')}: {_words(grievance)['day']}",
            dedupe_key=f"grievance-consent:{grievance.pk}:{now:%Y%m%d%H%M%S%f}",
            not_before=next_office_instant(now, WorkingCalendar()),
            now=now,
            recipient=user,
        )


def tell_progress(grievance: Grievance, *, now: datetime) -> None:
    """Say how far the case is, as the rule asks for every so many days."""
    with override("ko"):
        words = _words(grievance) | {"status": grievance.get_status_display()}
        body = gettext("지금 상태: %(status)s\n처리기한: %(day)s") % words
        _tell(grievance, "progress", gettext("처리 진행 상황을 알려 드립니다: %(title)s"), body, now)


def tell_answer(grievance: Grievance, answer: GrievanceAnswer, *, now: datetime) -> None:
    """Send the answer in full."""
    with override("ko"):
        parts = [answer.summary, gettext("처리 결과: %s") % answer.get_result_display(), answer.text]
        if answer.objection:
            parts.append(gettext("동의하지 않으시면: %s") % answer.objection)
        _tell(
            grievance,
            "answered",
            gettext("답변드립니다: %(title)s"),
            "\n\n".join(part for part in parts if part),
            now,
        )


def _words(grievance: Grievance) -> dict[str, str]:
    return {
        "number": grievance.number,
        "day": grievance.due_at.astimezone(SEOUL).date().isoformat(),
    }


def _tell(grievance: Grievance, what: str, subject: str, body: str, now: datetime) -> None:
    queue = partial(
        queue_message,
        template=f"grievance-{what}",
        subject=subject % {"title": grievance.title},
        body=f"{body}\n\n{grievance.number}",
        not_before=next_office_instant(now, WorkingCalendar()),
        now=now,
        about=f"grievance-{grievance.pk}",
    )
    key = f"grievance-{what}:{grievance.pk}:{now:%Y%m%d%H%M%S%f}"
    if grievance.contact_email:
        queue(address=grievance.contact_email, dedupe_key=f"{key}:contact")
    if grievance.enterprise_id is None:
        return
    people = EnterpriseMember.objects.filter(enterprise=grievance.enterprise_id, user__is_active=True)
    for member in people.select_related("user").order_by("pk"):
        if member.user.email != grievance.contact_email:
            queue(recipient=member.user, dedupe_key=f"{key}:{member.user_id}")
