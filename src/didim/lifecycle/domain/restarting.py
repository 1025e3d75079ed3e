"""A new beginning of the same person: the earlier firm's history and bars go along, nothing is begun anew."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.lifecycle.enums import RestartGround
from didim.lifecycle.models import Restart
from didim.registry.enums import EnterpriseStage
from didim.registry.models import Agency, Enterprise
from didim.support.domain.barring import BarTerms, bar_firm, lift_bar
from didim.support.enums import BarKind
from didim.support.models import ParticipationBar


def link_restart(
    *,
    agency: Agency,
    earlier: Enterprise,
    enterprise: Enterprise,
    ground: RestartGround,
    note: str,
    by: User | None,
    now: datetime,
    carries_bars: bool = True,
    is_sample: bool = False,
) -> Restart:
    """Link a firm to the closed one it follows; bars that hold are written for the new one, too.

    Not where the company was barred and not its person (`carries_bars` off, the note says why).
    RefusedError unless the earlier firm is closed, without words, or where it would go round.
    """
    with recorded("link_restart", by):
        problems = []
        if earlier.pk == enterprise.pk or enterprise.pk in earlier_firms(enterprise_id=earlier.pk):
            problems.append(
                Problem("earlier", _("자기 자신이나 뒤에 세운 기업을 앞 기업으로 이을 수 없습니다."))
            )
        if earlier.stage != EnterpriseStage.CLOSED:
            problems.append(Problem("earlier", _("폐업한 기업만 앞 기업으로 이을 수 있습니다.")))
        if not note.strip():
            problems.append(Problem("note", _("같은 사람임을 무엇으로 확인했는지 적어 주세요.")))
        if Restart.objects.filter(earlier=earlier, enterprise=enterprise, undone_at=None).exists():
            problems.append(Problem("earlier", _("이미 이어진 기업입니다.")))
        if problems:
            raise RefusedError(problems)
        made = Restart.objects.create(
            agency=agency,
            earlier=earlier,
            enterprise=enterprise,
            ground=ground,
            note=note.strip()[:300],
            carries_bars=carries_bars,
            linked_at=now,
            linked_by=by,
            is_sample=is_sample,
        )
        _carry(made, now.astimezone(SEOUL).date())
        return made


def undo_restart(*, restart: Restart, reason: str, by: User, now: datetime) -> Restart:
    """Take a wrong link back; bars that came by it are lifted, the rows stay."""
    with recorded("undo_restart", by):
        kept = Restart.objects.select_for_update(of=("self",)).get(pk=restart.pk)
        if kept.undone_at is not None:
            raise refuse("", _("이미 끊은 연결입니다."))
        if not reason.strip():
            raise refuse("reason", _("연결을 끊는 까닭을 적어 주세요."))
        kept.undone_at, kept.undone_by, kept.undone_for = now, by, reason.strip()[:200]
        kept.save(update_fields=["undone_at", "undone_by", "undone_for"])
        with scoped(SYSTEM):
            came = ParticipationBar.objects.filter(
                enterprise=kept.enterprise_id, reference__startswith=f"restart-{kept.pk}-", lifted_on=None
            )
            for bar in came.select_related("agency").order_by("pk"):
                lift_bar(agency=bar.agency, reference=bar.reference, on=now.astimezone(SEOUL).date())
        return kept


def carry_bars(*, today: date) -> int:
    """Let the bars of new beginnings follow those of the firms before; return how many links were looked at.

    Run every night: a bar may be set, prolonged or lifted after two firms were linked.
    """
    links = Restart.objects.filter(undone_at=None, carries_bars=True).order_by("linked_at", "pk")
    for link in links:
        with recorded("carry_bars", None):
            _carry(link, today)
    _lift_without_link(today)
    return len(links)


def _lift_without_link(today: date) -> None:
    """Lift what came by a link that a merge of firms made one with another: that one carries it now."""
    with scoped(SYSTEM), recorded("carry_bars", None):
        standing = {f"{pk}" for pk in Restart.objects.filter(undone_at=None).values_list("pk", flat=True)}
        came = ParticipationBar.objects.filter(reference__startswith="restart-", lifted_on=None)
        for bar in came.select_related("agency").order_by("pk"):
            if bar.reference.split("-")[1] not in standing:
                lift_bar(agency=bar.agency, reference=bar.reference, on=today)


def earlier_firms(*, enterprise_id: int) -> list[int]:
    """Return the firms a firm follows, the nearest first, through every link that stands."""
    found: list[int] = []
    asked = [enterprise_id]
    with scoped(SYSTEM):
        while asked:
            links = Restart.objects.filter(enterprise__in=asked, undone_at=None).order_by("-linked_at", "-pk")
            asked = [link.earlier_id for link in links if link.earlier_id not in found]
            found += asked
    return found


def _carry(restart: Restart, today: date) -> None:
    """Write the earlier firm's bars for the new one, each in the name of the agency that set it."""
    if not restart.carries_bars:
        return
    with scoped(SYSTEM):
        before = ParticipationBar.objects.filter(enterprise=restart.earlier_id).select_related("agency")
        for bar in before.order_by("pk"):
            reference = f"restart-{restart.pk}-{bar.pk}"
            over = bar.lifted_on is not None or (bar.ends_on is not None and bar.ends_on < today)
            if over:
                lift_bar(agency=bar.agency, reference=reference, on=bar.lifted_on or today)
                continue
            terms = BarTerms(BarKind(bar.kind), bar.reason, bar.starts_on, bar.ends_on)
            bar_firm(agency=bar.agency, enterprise=restart.enterprise, terms=terms, reference=reference)
