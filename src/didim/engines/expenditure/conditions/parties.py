"""Rules over who is paid: suppliers and workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from didim.engines.expenditure.facts import Case, Insurance, Relation, WorkerTie
from didim.engines.expenditure.findings import Judgement, failed, passed, unclear
from didim.kernel.calendar import years_after
from didim.kernel.wording import Text

_FULL = Decimal(100)
_INSURANCES = {
    Insurance.PENSION: Text("국민연금", "pension"),
    Insurance.HEALTH: Text("건강보험", "health"),
    Insurance.EMPLOYMENT: Text("고용보험", "employment"),
    Insurance.ACCIDENT: Text("산재보험", "accident"),
}
_TIES = {
    WorkerTie.REPRESENTATIVE: Text("대표자 본인", "the representative"),
    WorkerTie.SPOUSE: Text("대표자의 배우자", "the representative's spouse"),
    WorkerTie.LINEAL_KIN: Text(
        "대표자의 직계존비속", "a parent, child or other lineal kin of the representative"
    ),
}


@dataclass(frozen=True, slots=True)
class BannedRelations:
    """No supplier that stands to the firm in one of these relations."""

    relations: Mapping[Relation, Text]

    def judge(self, case: Case) -> Judgement | None:
        """Look at each relation; in-kind work without a supplier is not concerned."""
        supplier = case.facts.counterparty
        if supplier is None:
            return _no_supplier(case)
        found = [name for key, name in self.relations.items() if supplier.relations.get(key)]
        if found:
            return failed(
                f"금지 거래처: {', '.join(one.ko for one in found)}",
                f"Barred supplier: {', '.join(one.en for one in found)}",
            )
        open_ = [name for key, name in self.relations.items() if key not in supplier.relations]
        if open_:
            return unclear(
                f"확인되지 않은 관계: {', '.join(one.ko for one in open_)}",
                f"Not known: {', '.join(one.en for one in open_)}",
            )
        return passed(
            f"해당 없음: {', '.join(one.ko for one in self.relations.values())}",
            f"None of: {', '.join(one.en for one in self.relations.values())}",
        )


@dataclass(frozen=True, slots=True)
class FormerEmployer:
    """No supplier the representative works for, or left less than so many years before the use."""

    years: int

    def judge(self, case: Case) -> Judgement | None:
        """Look at the employment."""
        supplier = case.facts.counterparty
        if supplier is None:
            return _no_supplier(case)
        employment = supplier.employment
        if employment is None:
            return unclear(
                "대표자의 재직 여부가 확인되지 않음", "Whether the representative worked there is not known"
            )
        if not employment.worked:
            return passed("대표자가 재직한 적 없음", "The representative never worked there")
        if employment.left_on is None:
            return failed("대표자가 재직 중인 기업", "The representative works there")
        free_from = years_after(employment.left_on, self.years)
        ko = f"대표자 퇴직일 {employment.left_on}, 거래 가능일 {free_from}"
        en = f"The representative left on {employment.left_on}; free from {free_from}"
        return passed(ko, en) if case.expenditure.used_from >= free_from else failed(ko, en)


def _no_supplier(case: Case) -> Judgement | None:
    if case.facts.worker is not None or not case.expenditure.funds.paid:
        return None
    return unclear("거래처가 입력되지 않음", "The supplier is not entered")


@dataclass(frozen=True, slots=True)
class BannedWorkers:
    """No wages to people who stand to the representative in one of these ways."""

    ties: frozenset[WorkerTie]

    def judge(self, case: Case) -> Judgement:
        """Look at the tie."""
        worker = case.facts.worker
        if worker is None or worker.tie is None:
            return unclear(
                "대표자와의 관계가 확인되지 않음", "How the worker stands to the representative is not known"
            )
        if worker.tie in self.ties:
            name = _TIES[worker.tie]
            return failed(f"인건비를 쓸 수 없는 사람: {name.ko}", f"No wages for {name.en}")
        return passed("대표자·배우자·직계존비속이 아님", "Not the representative nor close family")


@dataclass(frozen=True, slots=True)
class Participation:
    """Shares of working time over all projects add up to no more than 100 %."""

    def judge(self, case: Case) -> Judgement:
        """Add up what is known."""
        worker = case.facts.worker
        if worker is None or worker.percent_elsewhere is None:
            return unclear(
                "다른 과제의 참여율이 확인되지 않음", "Working time in other projects is not known"
            )
        total = worker.percent_here + worker.percent_elsewhere
        ko = f"이 과제 {worker.percent_here}% + 다른 과제 {worker.percent_elsewhere}% = {total}%"
        en = f"{worker.percent_here}% here + {worker.percent_elsewhere}% elsewhere = {total}%"
        return passed(ko, en) if total <= _FULL else failed(ko, en)


@dataclass(frozen=True, slots=True)
class Insured:
    """The worker is in each of these insurances."""

    insurances: tuple[Insurance, ...]

    def judge(self, case: Case) -> Judgement:
        """Name what is missing."""
        worker = case.facts.worker
        if worker is None or worker.insurances is None:
            return unclear("4대보험 가입이 확인되지 않음", "Social insurance is not known")
        missing = [_INSURANCES[one] for one in self.insurances if one not in worker.insurances]
        if missing:
            return failed(
                f"가입하지 않은 보험: {', '.join(one.ko for one in missing)}",
                f"Not insured: {', '.join(one.en for one in missing)}",
            )
        return passed("4대보험 가입 확인", "All four social insurances")


@dataclass(frozen=True, slots=True)
class NotInKindElsewhere:
    """No wages for somebody whom another government project counts as contribution in kind."""

    def judge(self, case: Case) -> Judgement:
        """Look at the other projects."""
        worker = case.facts.worker
        if worker is None or worker.in_kind_elsewhere is None:
            return unclear(
                "다른 정부사업의 현물 참여 여부가 확인되지 않음", "In-kind work elsewhere is not known"
            )
        if worker.in_kind_elsewhere:
            return failed(
                "다른 정부사업에 현물로 참여하는 인력", "Counted in kind by another government project"
            )
        return passed("다른 정부사업의 현물 인력이 아님", "Not counted in kind elsewhere")
