"""Rules over what is bought."""

from collections.abc import Mapping
from dataclasses import dataclass

from didim.engines.expenditure.facts import Case, Stage
from didim.engines.expenditure.findings import Judgement, failed, passed, unclear
from didim.engines.expenditure.money import won
from didim.kernel.calendar import months_after, years_after
from didim.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class BannedMarks:
    """Nothing of these kinds."""

    marks: Mapping[str, Text]

    def judge(self, case: Case) -> Judgement:
        """Look at what the expenditure holds."""
        found = [name for key, name in self.marks.items() if key in case.expenditure.marks]
        if found:
            return failed(
                f"쓸 수 없는 항목: {', '.join(one.ko for one in found)}",
                f"Not eligible: {', '.join(one.en for one in found)}",
            )
        return passed(
            f"해당 없음: {', '.join(one.ko for one in self.marks.values())}",
            f"None of: {', '.join(one.en for one in self.marks.values())}",
        )


@dataclass(frozen=True, slots=True)
class AssetRegister:
    """What is bought stands in the asset ledger within so many months of its arrival."""

    months: int

    def judge(self, case: Case) -> Judgement | None:
        """Compare the days; an advance has brought nothing yet."""
        if case.expenditure.stage is Stage.ADVANCE:
            return None
        asset = case.facts.asset
        if asset is None:
            return unclear("취득 자산이 입력되지 않음", "The asset is not entered")
        last = months_after(asset.acquired_on, self.months)
        ko, en = f"취득일 {asset.acquired_on}, 등록 기한 {last}", f"Acquired {asset.acquired_on}; due {last}"
        if asset.registered_on is not None:
            ko, en = f"{ko}, 등록일 {asset.registered_on}", f"{en}; registered {asset.registered_on}"
            return passed(ko, en) if asset.registered_on <= last else failed(ko, en)
        if case.facts.day > last:
            return failed(f"{ko}: 등록되지 않음", f"{en}: not registered")
        return unclear(f"{ko}: 아직 등록되지 않음", f"{en}: not registered yet")


@dataclass(frozen=True, slots=True)
class AssetTracking:
    """An asset above a price is kept and looked after for so many years."""

    above_won: int
    years: int

    def judge(self, case: Case) -> Judgement | None:
        """Say until when; a large one needs its place in the ledger."""
        asset = case.facts.asset
        if asset is None:
            return None
        price, limit = won(asset.unit_won), won(self.above_won)
        if asset.unit_won <= self.above_won:
            return passed(f"단가 {price.ko}: {limit.ko} 이하", f"Unit price {price.en}: up to {limit.en}")
        until = years_after(asset.acquired_on, self.years)
        ko = f"단가 {price.ko}: {limit.ko} 초과, {until}까지 관리"
        en = f"Unit price {price.en}: above {limit.en}, to be kept until {until}"
        return passed(ko, en) if asset.registered_on else unclear(ko, en)
