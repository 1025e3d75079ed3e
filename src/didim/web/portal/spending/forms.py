"""What a firm types of an expenditure, an asset and the people who work under an agreement."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.agreements.domain.assets import AssetDetails
from didim.agreements.domain.expenditures import ExpenditureDetails
from didim.agreements.domain.spending_facts import SpendingFacts, WorkerFacts
from didim.agreements.enums import PaymentMethod
from didim.agreements.models import Expenditure, Participation
from didim.agreements.queries.budgets import BudgetSheet, funds_in
from didim.engines.expenditure import Employment, Insurance, Relation, Stage, WorkerTie
from didim.kernel.wording import Text
from didim.web.components.refusals import refusals_into
from didim.web.components.won import WonField
from didim.web.portal.forms import DayInput

STAGES = [
    (Stage.COMPLETION, _("납품·완료 뒤(일시금, 잔금)")),
    (Stage.ADVANCE, _("선금")),
    (Stage.FIRST_MONTH, _("인건비 첫 달")),
    (Stage.MONTHLY, _("인건비 매월")),
    (Stage.LAST_MONTH, _("인건비 마지막 달")),
]
RELATIONS = [
    (Relation.SPOUSE, _("대표자 배우자의 기업")),
    (Relation.LINEAL_KIN, _("대표자 직계존비속의 기업")),
    (Relation.SUBCONTRACTED, _("맡은 일을 다시 하청하는 기업")),
    (Relation.UNRELATED_TRADE, _("이 물품·용역과 업종이 무관한 기업")),
]
NEVER, WORKING, LEFT = "never", "working", "left"
EMPLOYMENTS = [
    ("", _("모름")),
    (NEVER, _("대표자가 재직한 적 없음")),
    (WORKING, _("대표자가 재직 중")),
    (LEFT, _("대표자가 재직했다가 퇴직함")),
]
TIES = [
    ("", _("모름")),
    (WorkerTie.NONE, _("해당 없음")),
    (WorkerTie.REPRESENTATIVE, _("대표자 본인")),
    (WorkerTie.SPOUSE, _("대표자의 배우자")),
    (WorkerTie.LINEAL_KIN, _("대표자의 직계존비속")),
]
INSURANCES = [
    (Insurance.PENSION, _("국민연금")),
    (Insurance.HEALTH, _("건강보험")),
    (Insurance.EMPLOYMENT, _("고용보험")),
    (Insurance.ACCIDENT, _("산재보험")),
]


def in_language(text: Text) -> str:
    """Return words for where no element may stand inside: an option of a list."""
    return text.text(get_language() or "ko")


class RefusingForm(forms.Form):
    """A form that takes what an act refuses back under its fields."""

    def done(self, act: Callable[[], object]) -> bool:
        """Run an act and return whether it was done; what it refused stands in the form."""
        with refusals_into(self):
            act()
        return not self.errors


class ExpenditureForm(RefusingForm):
    """A request to spend. Lines, marks and people are those of the agreement."""

    line = forms.TypedChoiceField(label=_("비목"), coerce=int)
    purpose = forms.CharField(
        label=_("용도"), max_length=200, help_text=_("무엇을 왜 사는지 한 줄로 적어 주세요.")
    )
    stage = forms.ChoiceField(label=_("단계"), choices=STAGES)
    payee_name = forms.CharField(label=_("거래처 또는 받는 사람"), max_length=120)
    payee_number = forms.CharField(
        label=_("거래처 사업자등록번호"),
        max_length=20,
        required=False,
        help_text=_("숫자 10자리. 인건비면 비워 두세요."),
    )
    relations = forms.MultipleChoiceField(
        label=_("거래처가 해당하는 것"),
        choices=RELATIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("해당하는 것이 있으면 거래할 수 없습니다. 없으면 고르지 말고 아래에 확인해 주세요."),
    )
    relations_checked = forms.BooleanField(label=_("위 관계를 모두 확인했습니다"), required=False)
    employment = forms.ChoiceField(
        label=_("대표자와 거래처"),
        choices=EMPLOYMENTS,
        required=False,
        help_text=_("재직 중이거나 퇴직한 지 2년이 되지 않은 기업과는 거래할 수 없습니다."),
    )
    left_on = forms.DateField(label=_("퇴직일"), required=False, widget=DayInput)
    supply_won = WonField(label=_("공급가액(원)"), help_text=_("부가가치세를 뺀 금액"))
    vat_won = WonField(label=_("부가가치세(원)"), required=False)
    charged_won = WonField(
        label=_("사업비로 쓸 금액(원)"),
        required=False,
        help_text=_("비우면 공급가액 전부입니다. 부가가치세와 돌려받는 관세는 사업비로 쓸 수 없습니다."),
    )
    method = forms.ChoiceField(label=_("지급 방법"), choices=PaymentMethod.choices)
    advance_won = WonField(label=_("이 가운데 선금(원)"), required=False)
    contract_won = WonField(
        label=_("전체 계약금액(원)"),
        required=False,
        help_text=_("계약의 일부만 신청할 때, 부가가치세를 더한 전체 금액"),
    )
    customs_refund_won = WonField(label=_("돌려받는 관세(원)"), required=False)
    used_from = forms.DateField(label=_("납품·이용 시작일"), widget=DayInput)
    used_until = forms.DateField(label=_("납품·이용 종료일"), widget=DayInput)
    marks = forms.MultipleChoiceField(
        label=_("들어 있는 항목"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("사업비로 쓸 수 없는 항목입니다. 들어 있으면 골라 주세요."),
    )
    worker = forms.ChoiceField(
        label=_("참여인력"),
        required=False,
        widget=forms.Select(attrs={"lang": "ko"}),
        help_text=_("인건비를 신청할 때만 고릅니다."),
    )
    tie = forms.ChoiceField(label=_("대표자와의 관계"), choices=TIES, required=False)
    insurances = forms.MultipleChoiceField(
        label=_("가입한 보험"), choices=INSURANCES, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, sheet: BudgetSheet, people: list[Participation], **options: Any) -> None:
        super().__init__(data, **options)
        self.sheet = sheet
        self.fields["line"].choices = [
            (
                row.line.pk,
                " · ".join(in_language(text) for text in (row.label, row.item) if text)
                + f" ({row.left_won:,})",
            )
            for row in sheet.rows
        ]
        self.fields["line"].help_text = _("괄호 안은 비목에 남은 금액(원)입니다.")
        self.fields["marks"].choices = [(key, in_language(text)) for key, text in sheet.pack.marks.items()]
        self.fields["worker"].choices = [
            ("", "–"),
            *((one.pk, f"{one.person.name} · {one.rate.normalize():f}%") for one in people),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the day where somebody has left."""
        said = super().clean() or {}
        if said.get("employment") == LEFT and not said.get("left_on"):
            self.add_error("left_on", _("퇴직한 날을 적어 주세요."))
        return said

    def details(self) -> ExpenditureDetails:
        """Return what was typed as the act takes it; the form is valid."""
        said = self.cleaned_data
        line = next(row.line for row in self.sheet.rows if row.line.pk == said["line"])
        vat = said["vat_won"] or 0
        charged = said["charged_won"]
        whole_is_advance = said["stage"] == Stage.ADVANCE and said["advance_won"] is None
        return ExpenditureDetails(
            line=line,
            purpose=said["purpose"],
            payee_name=said["payee_name"],
            payee_number=said["payee_number"],
            supply_won=said["supply_won"],
            vat_won=vat,
            charged_won=said["supply_won"] if charged is None else charged,
            method=PaymentMethod(said["method"]),
            used_from=said["used_from"],
            used_until=said["used_until"],
            advance_won=said["supply_won"] + vat if whole_is_advance else said["advance_won"] or 0,
            facts=self._facts(),
        )

    def _facts(self) -> SpendingFacts:
        said = self.cleaned_data
        chosen = {Relation(key) for key in said["relations"]}
        asked = {relation for relation, _label in RELATIONS} if said["relations_checked"] else chosen
        employments = {
            NEVER: Employment(worked=False),
            WORKING: Employment(worked=True),
            LEFT: Employment(worked=True, left_on=said["left_on"]),
        }
        worker = WorkerFacts(
            participation=int(said["worker"] or 0),
            tie=WorkerTie(said["tie"]) if said["tie"] else None,
            insurances=frozenset(map(Insurance, said["insurances"])),
        )
        return SpendingFacts(
            stage=Stage(said["stage"]),
            contract_won=said["contract_won"],
            customs_refund_won=said["customs_refund_won"] or 0,
            marks=frozenset(said["marks"]),
            relations={relation: relation in chosen for relation in asked},
            employment=employments.get(said["employment"]),
            worker=worker if said["worker"] else None,
        )


def initial_of(row: Expenditure) -> dict[str, Any]:
    """Return what stands in the form of a request that was written before."""
    facts = SpendingFacts.load(row.facts)
    employment, worker = facts.employment, facts.worker
    worked = LEFT if employment and employment.left_on else WORKING
    return {
        **{
            name: getattr(row, name)
            for name in (
                *("purpose", "payee_name", "payee_number", "supply_won", "vat_won", "method"),
                *("used_from", "used_until", "version"),
            )
        },
        "advance_won": row.advance_won or None,
        "line": row.line_id,
        "charged_won": funds_in(row).total,
        "stage": facts.stage.value,
        "contract_won": facts.contract_won,
        "customs_refund_won": facts.customs_refund_won or None,
        "marks": sorted(facts.marks),
        "relations": [key.value for key, holds in facts.relations.items() if holds],
        "relations_checked": len(facts.relations) == len(RELATIONS),
        "employment": "" if employment is None else worked if employment.worked else NEVER,
        "left_on": employment.left_on if employment else None,
        "worker": worker.participation if worker else "",
        "tie": worker.tie.value if worker and worker.tie else "",
        "insurances": sorted(worker.insurances or ()) if worker else [],
    }


class EvidenceForm(forms.Form):
    """A file for one kind of evidence: from the cabinet, or from the device."""

    kind = forms.ChoiceField(label=_("증빙"))
    file = forms.FileField(label=_("파일"), required=False, allow_empty_file=True)
    stored = forms.ChoiceField(
        label=_("보관함의 파일"), required=False, widget=forms.Select(attrs={"lang": "ko"})
    )

    def __init__(self, data: Any, files: Any = None, *, kinds: Any, stored: Any, **options: Any) -> None:
        super().__init__(data, files, **options)
        self.fields["kind"].choices = kinds
        self.fields["stored"].choices = [("", "–"), *stored]


class AssetForm(RefusingForm):
    """A thing for the asset ledger."""

    name = forms.CharField(label=_("자산명"), max_length=120)
    serial_number = forms.CharField(label=_("관리번호"), max_length=60)
    price_won = WonField(label=_("단가(원, 부가가치세 제외)"))
    acquired_on = forms.DateField(label=_("취득일"), widget=DayInput)
    location = forms.CharField(label=_("설치 장소"), max_length=200, required=False)

    def details(self) -> AssetDetails:
        """Return what was typed as the act takes it."""
        return AssetDetails(**self.cleaned_data)


class ParticipationForm(RefusingForm):
    """Somebody who works under the agreement."""

    name = forms.CharField(label=_("이름"), max_length=60)
    rate = forms.DecimalField(
        label=_("참여율(%)"),
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_("모든 과제의 참여율을 더해 100% 이내여야 합니다."),
    )
    starts_on = forms.DateField(label=_("시작일"), widget=DayInput)
    ends_on = forms.DateField(label=_("종료일"), widget=DayInput)
    duty = forms.CharField(label=_("담당 업무"), max_length=120, required=False)
    is_in_kind = forms.BooleanField(label=_("현물로 참여(자기부담)"), required=False)
