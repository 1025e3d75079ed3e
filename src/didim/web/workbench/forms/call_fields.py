"""Forms for one field of a call's form: what every field has, and what its kind has of its own."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.engines.forms import PREFILLS, PlanSection
from didim.engines.forms.fields import MAX_CHARACTERS, MAX_FILES, MAX_MEGABYTES, MAX_ROWS
from didim.programmes.enums import DocumentKind
from didim.web.workbench.call_forms.conditions import (
    JOINS,
    ROWS,
    TESTS,
    ConditionRow,
    condition_of,
    join_of,
    rows_of,
)

from .fields import DayField, with_empty

KINDS = {
    "text": _("한 줄 글"),
    "long_text": _("긴 글"),
    "number": _("숫자"),
    "money": _("금액"),
    "date": _("날짜"),
    "choice": _("고르기"),
    "table": _("표"),
    "address": _("주소"),
    "business_number": _("사업자등록번호"),
    "email": _("전자우편"),
    "phone": _("전화"),
    "file": _("파일"),
    "consent": _("동의"),
    "plan": _("사업계획 항목"),
}
CELLS = ("text", "number", "money", "date", "choice", "business_number", "email", "phone")
SECTIONS = {
    PlanSection.SUMMARY: _("개요"),
    PlanSection.PROBLEM: _("문제인식"),
    PlanSection.SOLUTION: _("실현가능성"),
    PlanSection.SCALE_UP: _("성장전략"),
    PlanSection.TEAM: _("팀 구성"),
}
FACTS = {
    "name": _("기업명"),
    "name_en": _("영문 기업명"),
    "business_number": _("사업자등록번호"),
    "corporate_number": _("법인등록번호"),
    "representative_name": _("대표자"),
    "address": _("소재지"),
    "opened_on": _("개업일"),
    "employees": _("상시근로자 수"),
    "sales": _("최근 매출"),
    "industry": _("업종"),
    "phone": _("전화"),
    "email": _("전자우편"),
    "website": _("누리집"),
}
# Kinds whose answer may be sensitive; a plan and files are what reviewers read, a consent tells nothing.
_MAY_BE_SENSITIVE = frozenset(KINDS) - {"plan", "file", "consent"}
FILE_TYPES = ("pdf", "hwp", "hwpx", "docx", "xlsx", "pptx", "jpg", "png", "zip", "mp4")
_SHORT = {"class": "short"}
# What staff write for applicants is Korean, also on English pages.
_KOREAN = {"lang": "ko"}


def _whole(label: Any, low: int, high: int, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        required=False,
        widget=forms.NumberInput(attrs=_SHORT),
        **options,
    )


def _text(label: Any, rows: int = 0, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows} | _KOREAN) if rows else forms.TextInput(attrs=_KOREAN)
    return forms.CharField(label=label, required=False, widget=widget, **options)


def _own_fields(kind: str) -> dict[str, forms.Field]:
    """Return the form fields for what a kind has of its own, by their names in JSON."""
    ends = {
        "min": forms.IntegerField(label=_("최솟값"), required=False),
        "max": forms.IntegerField(label=_("최댓값"), required=False),
    }
    chars = {"max_chars": _whole(_("최대 글자 수"), 1, MAX_CHARACTERS, help_text=_("띄어쓰기를 셉니다."))}
    pages = {
        "max_pages": _whole(_("최대 쪽수"), 1, 100, help_text=_("쪽마다 몇 자인지는 신청서가 정합니다."))
    }
    kinds: dict[str, dict[str, forms.Field]] = {
        "text": chars,
        "long_text": chars,
        "number": {
            "unit": _text(_("단위")),
            "unit_en": _text(_("영문 단위")),
            **ends,
            "digits": _whole(_("소수 자릿수"), 0, 6),
        },
        "money": ends,
        "date": {
            "min": DayField(label=_("첫날"), required=False),
            "max": DayField(label=_("마지막 날"), required=False),
        },
        "choice": {
            "multiple": forms.BooleanField(label=_("여러 개를 고를 수 있음"), required=False),
            "at_most": _whole(_("고를 수 있는 수"), 1, 100),
        },
        "table": {
            "min_rows": _whole(_("최소 줄 수"), 0, MAX_ROWS),
            "max_rows": _whole(_("최대 줄 수"), 1, MAX_ROWS),
        },
        "file": {
            "types": forms.MultipleChoiceField(
                label=_("파일 종류"),
                choices=[(ending, ending) for ending in FILE_TYPES],
                widget=forms.CheckboxSelectMultiple,
            ),
            "max_megabytes": _whole(_("파일 크기(MB)"), 1, MAX_MEGABYTES),
            "max_count": _whole(_("파일 수"), 1, MAX_FILES),
            "document": forms.ChoiceField(
                label=_("서류 종류"),
                choices=with_empty(DocumentKind.choices, _("정하지 않음")),
                required=False,
                help_text=_("정하면 기업이 앞서 낸 같은 서류를 다시 쓸 수 있습니다."),
            ),
        },
        "consent": {
            "text": _text(
                _("동의할 내용"), 8, help_text=_("내용을 고치면 이미 동의한 신청자도 다시 동의해야 합니다.")
            ),
            "text_en": _text(_("영문 내용"), 6),
        },
        "plan": {
            "section": forms.ChoiceField(label=_("평가 부분"), choices=list(SECTIONS.items())),
            **pages,
            **chars,
        },
    }
    return kinds.get(kind, {})


class FieldForm(forms.Form):
    """A field of a call's form; lists it has (options, columns) stand in forms of their own."""

    label = forms.CharField(label=_("항목 이름"), max_length=200)
    label_en = forms.CharField(label=_("영문 이름"), max_length=200, required=False)
    help = _text(_("도움말"), 2)
    help_en = _text(_("영문 도움말"), 2)
    required = forms.BooleanField(label=_("꼭 답해야 함"), required=False)

    def __init__(
        self,
        *args: Any,
        field: Mapping[str, Any],
        before: Sequence[Mapping[str, Any]],
        steps: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, initial=_shown(field), **options)
        self.field, self.before = field, before
        self.own = _own_fields(field["kind"])
        self.fields |= self.own
        facts = [name for name, kinds in PREFILLS.items() if field["kind"] in kinds]
        if facts:
            choices = with_empty([(name, FACTS[name]) for name in facts], _("채우지 않음"))
            label = _("등록된 내용으로 미리 채우기")
            self.fields["prefill"] = forms.ChoiceField(label=label, choices=choices, required=False)
        if field["kind"] in _MAY_BE_SENSITIVE:
            self.fields["sensitive"] = forms.BooleanField(
                label=_("민감한 정보"),
                required=False,
                help_text=_(
                    "계좌번호처럼 새어 나가면 안 되는 답입니다. 담당 기관의 직원만 보고, 볼 때마다 접속기록에"
                    " 남습니다. 평가위원에게는 보이지 않고, 신청자의 브라우저에는 임시로도 남기지 않습니다."
                ),
            )
        self.fields["step"] = forms.ChoiceField(
            label=pgettext_lazy("신청서", "단계"),
            choices=steps,
            required=False,
            widget=forms.Select(attrs=_KOREAN),
        )

    def content(self, lists: Mapping[str, Any], condition: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the field as JSON: what is typed here, its lists and its condition."""
        typed = self.cleaned_data
        names = ("label", "label_en", "help", "help_en", "required", "prefill", "sensitive", *self.own)
        content = {"key": self.field["key"], "kind": self.field["kind"]}
        content |= {name: _plain(typed[name]) for name in names if typed.get(name) is not None}
        content = {
            name: value for name, value in content.items() if value not in ("", []) and value is not False
        }
        return content | dict(lists) | ({"shown_when": dict(condition)} if condition else {})


def _plain(value: Any) -> Any:
    """Return a value as JSON keeps it: days in ISO form, one kind of line break."""
    if isinstance(value, date):
        return value.isoformat()
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _shown(field: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in field.items() if name not in ("options", "columns", "shown_when")}


class ConditionForm(forms.Form):
    """When a field is asked: up to four rows."""

    join = forms.ChoiceField(label=_("조건이 여럿이면"), choices=JOINS, required=False)

    def __init__(
        self,
        *args: Any,
        condition: Mapping[str, Any] | None,
        before: Sequence[Mapping[str, Any]],
        **options: Any,
    ) -> None:
        self.before = [field for field in before if field["kind"] != "file"]
        self.condition = condition
        rows = rows_of(condition, self.before)
        self.too_deep = rows is None
        shown = [*(rows or []), *([ConditionRow()] * ROWS)][:ROWS]
        initial: dict[str, Any] = {"join": join_of(condition)}
        for at, row in enumerate(shown):
            initial |= {f"field-{at}": row.field, f"test-{at}": row.test, f"value-{at}": row.value}
        super().__init__(*args, initial=initial, **options)
        choices = with_empty([(field["key"], field["label"]) for field in self.before], _("조건 없음"))
        for at in range(ROWS):
            self.fields[f"field-{at}"] = forms.ChoiceField(
                label=_("항목"), choices=choices, required=False, widget=forms.Select(attrs=_KOREAN)
            )
            self.fields[f"test-{at}"] = forms.ChoiceField(label=_("비교"), choices=TESTS, required=False)
            self.fields[f"value-{at}"] = forms.CharField(label=_("값"), required=False, max_length=400)

    @property
    def rows(self) -> list[list[Any]]:
        """Return the rows as bound fields: field, test, value."""
        return [[self[f"{name}-{at}"] for name in ("field", "test", "value")] for at in range(ROWS)]

    def content(self) -> dict[str, Any] | None:
        """Return the condition; one that rows cannot show stays unless rows are filled in."""
        typed = self.cleaned_data
        rows = [
            ConditionRow(typed[f"field-{at}"], typed[f"test-{at}"] or "filled", typed[f"value-{at}"])
            for at in range(ROWS)
        ]
        read = condition_of(rows, typed["join"], self.before)
        return dict(self.condition) if read is None and self.too_deep and self.condition else read


class OptionForm(forms.Form):
    """One option of a choice; its value is made once and never changes."""

    value = forms.CharField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(label=pgettext_lazy("선택형", "보기"), max_length=200, required=False)
    label_en = forms.CharField(label=_("영문 보기"), max_length=200, required=False)


class ColumnForm(forms.Form):
    """One column of a table."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(label=_("열 이름"), max_length=200, required=False)
    label_en = forms.CharField(label=_("영문 이름"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("종류"), choices=[(name, KINDS[name]) for name in CELLS], required=False)
    options = forms.CharField(label=_("보기(쉼표로 나눔)"), max_length=1000, required=False)
    required = forms.BooleanField(label=_("필수"), required=False)


class StepForm(forms.Form):
    """The words of a step."""

    title = forms.CharField(label=_("단계 이름"), max_length=200)
    title_en = forms.CharField(label=_("영문 이름"), max_length=200, required=False)
    help = _text(_("도움말"), 3)
    help_en = _text(_("영문 도움말"), 3)

    def content(self) -> dict[str, str]:
        """Return the words as JSON."""
        return {name: _plain(value) for name, value in self.cleaned_data.items()}


class NewFieldForm(forms.Form):
    """A field to be put in: its kind and name."""

    kind = forms.ChoiceField(label=_("종류"), choices=list(KINDS.items()))
    label = forms.CharField(label=_("항목 이름"), max_length=200)
