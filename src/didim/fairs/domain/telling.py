"""Messages of a fair to those who take part: by e-mail, in the language they speak at the table."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext, override

from didim.accounts.domain.messages import attach_calendar, queue_message
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.enums import ParticipantState
from didim.fairs.models import Participant
from didim.fairs.queries.access import participant_link
from didim.registry.queries.members import people_of_firm


def tell_participant(
    participant: Participant,
    *,
    template: str,
    say: Callable[[], tuple[str, str]],
    key: str,
    now: datetime,
    secret: bool = False,
    calendar: str = "",
) -> int:
    """Queue an e-mail to everybody of a participant, once for a template and a key; return how many.

    `say` gives subject and body; it runs in Korean for whoever speaks Korean at the table, otherwise in
    English. Told are those who sit at the table; where none of them gave an address, the account or the
    firm's people.
    """
    with override("ko" if participant.language == "ko" else "en"):
        subject, body = say()
    with scoped(SYSTEM):
        addresses = _addresses(participant)
        for address, person in addresses.items():
            message = queue_message(
                template=template,
                subject=subject,
                body=body,
                dedupe_key=f"{template}:{key}:{participant.pk}:{address}"[:200],
                not_before=now,
                now=now,
                recipient=person,
                address=address,
                secret=secret,
                about=f"fair-participant-{participant.pk}",
            )
            if calendar:
                attach_calendar(message=message, calendar=calendar)
    return len(addresses)


def tell_of_decision(participant: Participant, *, now: datetime) -> int:
    """Say that somebody takes part, with their personal link, or that they do not, and why."""
    fair = participant.fair

    def say() -> tuple[str, str]:
        name = fair_name(participant)
        if participant.state == ParticipantState.ACCEPTED:
            words = {"fair": name, "link": participant_link(participant)}
            return (
                gettext("%(fair)s 참가가 확정되었습니다") % words,
                gettext(
                    "상대를 살펴보고 상담을 신청할 수 있습니다. 아래는 참가자 본인만의 주소입니다."
                    "\n\n%(link)s"
                )
                % words,
            )
        words = {"fair": name, "reason": participant.reason}
        return (
            gettext("%(fair)s 참가 신청 결과") % words,
            gettext("이번 상담회에는 함께하지 못하게 되었습니다.\n\n사유: %(reason)s") % words,
        )

    key = f"{participant.decided_at:%Y%m%d%H%M%S}:{participant.link_version}"
    return tell_participant(
        participant,
        template=f"fair-{participant.state}",
        say=say,
        key=f"{fair.pk}:{key}",
        now=now,
        secret=participant.state == ParticipantState.ACCEPTED,
    )


def fair_name(participant: Participant) -> str:
    """Return what a fair is called in a message to a participant."""
    fair = participant.fair
    return fair.name if participant.language == "ko" else fair.name_en or fair.name


def _addresses(participant: Participant) -> dict[str, User | None]:
    people = participant.people.exclude(email="").values_list("email", flat=True)
    told: dict[str, User | None] = dict.fromkeys(people)
    if told:
        return told
    if participant.user is not None:
        return {participant.user.email: participant.user}
    if participant.enterprise_id is None:
        return {}
    return {person.email: person for person in people_of_firm(participant.enterprise_id)}
