"""Forms of grievances: little is asked, most of it optional."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from didim.desk.domain.forgetting import guest_retention
from didim.desk.grievance_enums import GrievanceTopic
from didim.desk.models import ExtensionConsent
from didim.registry.domain.days import lasting_on
from didim.registry.enums import RegionLevel
from didim.registry.models import Agency, CaseOfficer, Region
from didim.web.components.case_papers import PaperField
from didim.web.components.fields import RegionField
from didim.web.portal.chosen_file import FileChoice

_LINE = {"lang": "ko"}


class GrievanceForm(forms.Form):
    """What is hard, in one line and in words; for people without an account also where and who."""

    title = forms.CharField(
        label=_("무엇이 어려운가요?"),
        max_length=120,
        help_text=_("한 줄로. 예: 도로 점용 허가가 늦습니다"),
        widget=forms.TextInput(attrs=_LINE),
    )
    body = forms.CharField(
        label=_("자세한 내용"),
        max_length=4000,
        help_text=_("언제부터 무엇 때문에 어려운지 편하게 적어 주세요."),
        widget=forms.Textarea(attrs=_LINE | {"rows": 6}),
    )
    topic = forms.ChoiceField(
        label=_("분야"),
        choices=GrievanceTopic.choices,
        initial=GrievanceTopic.OTHER,
        help_text=_("모르면 그대로 두세요. 담당자가 정합니다."),
    )
    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        label=_("받을 기관"),
        required=False,
        empty_label=_("모르겠습니다: 지역을 보고 정해 주세요"),
        widget=forms.Select(attrs=_LINE),
    )

    def __init__(self, *args: Any, on: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = (  # type: ignore[attr-defined]
            Agency.objects.filter(
                pk__in=CaseOfficer.objects.filter(lasting_on(on)).values("agency")
            ).order_by("name", "pk")
        )


class PersonGrievanceForm(GrievanceForm):
    """Also where it is, and who may be called; for somebody without an account."""

    region = RegionField(label=_("지역"), required=False)
    phone = forms.CharField(
        label=_("전화"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("전자우편"),
        required=False,
        help_text=_("전화나 전자우편 가운데 하나만 적으면 됩니다."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = forms.CharField(
        label=_("이름"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "lang": "ko"}),
    )
    file = PaperField(hint=_("사진이나 서류. 없어도 됩니다. 접수한 뒤에 더 낼 수 있습니다."))
    agreed = forms.BooleanField(
        label=_("이름과 연락처를 이 건에 답하는 데 쓰는 것에 동의합니다"),
    )
    field_order = ("title", "body", "region", "phone", "email", "name", "file", "topic", "agency", "agreed")

    def __init__(self, *args: Any, on: Any, **options: Any) -> None:
        super().__init__(*args, on=on, **options)
        words = {"days": guest_retention(on).values["grievance_days"]}
        said = _("답하고 %(days)s일이 지나면 지웁니다. 동의하지 않으면 전화로 상담해 주세요.") % words
        self.fields["agreed"].help_text = said

    def chosen_region(self) -> Region | None:
        """Return the region of a valid form; a whole province only where no district was chosen."""
        code = self.cleaned_data["region"]
        found = Region.objects.filter(pk=code, level__gte=RegionLevel.PROVINCE)
        return found.select_related("parent").first() if code else None


class FirmGrievanceForm(GrievanceForm):
    """A firm's: where it is and who may be called are known."""

    field_order = ("title", "body", "topic", "agency")


class GrievanceFileForm(FileChoice):
    """A file that shows what it is about."""


class FindForm(forms.Form):
    """Number and code of a case."""

    number = forms.CharField(label=_("접수번호"), max_length=20, help_text=_("예: G2026-000123"))
    code = forms.CharField(
        label=_("조회 번호"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class WordsForm(forms.Form):
    """A few sentences."""

    text = forms.CharField(label=_("내용"), max_length=4000, widget=forms.Textarea(attrs=_LINE | {"rows": 5}))


class FirmWordsForm(FileChoice, WordsForm):
    """A few sentences, and a file from the device or the cabinet."""

    field_order = ("text", "file", "stored")


class PersonWordsForm(WordsForm):
    """A few sentences, and a file."""

    file = PaperField()


class PaperForm(forms.Form):
    """A file."""

    file = PaperField(required=True)


AGREED = "agreed"


class ConsentForm(forms.Form):
    """Whether it may take longer once more."""

    answer = forms.ChoiceField(
        label=_("답"),
        choices=[
            (AGREED, _("동의합니다")),
            ("disagreed", _("동의하지 않습니다. 처음 기한까지 답해 주세요.")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("하고 싶은 말"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs=_LINE | {"rows": 3}),
    )

    def __init__(self, *args: Any, question: ExtensionConsent | None, **options: Any) -> None:
        super().__init__(*args, **options)
        if question is not None:
            sentence = _("새 기한은 %(day)s입니다. 답이 없으면 처음 기한 그대로입니다.")
            self.fields["answer"].help_text = sentence % {"day": question.new_day.isoformat()}


class RegisterFilterForm(forms.Form):
    """Which entries of the register are shown."""

    q = forms.CharField(label=_("찾는 말"), required=False)
    topic = forms.ChoiceField(
        label=_("분야"), required=False, choices=[("", _("모두")), *GrievanceTopic.choices]
    )
