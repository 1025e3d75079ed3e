"""What is typed of a participant of a fair: by itself, and by staff for it."""

import re
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from didim.fairs.domain.registering import PersonSaid, Profile
from didim.fairs.enums import Side
from didim.fairs.models import Participant
from didim.registry.models import Industry, Partner, Person
from didim.web.components.fields import IndustryField, IndustryInput, industry_label
from didim.web.components.nations import country_choices, language_choices

_PERSON = {"person_name": "name", "position": "position", "email": "email", "phone": "phone"}


_CODES = re.compile(r"\s*[0-9]{2,5}(\s*,\s*[0-9]{2,5})+\s*")


class TradesInput(IndustryInput):
    """A text box for several industries, with semicolons between; each is offered while one types."""

    def __init__(self) -> None:
        super().__init__()
        self.attrs["data-combo-many"] = ""

    def format_value(self, value: Any) -> str | None:
        """Show codes with their names; what was typed stands as it was typed."""
        if not isinstance(value, (list, tuple)):
            return value
        found = Industry.objects.in_bulk(value)
        return "; ".join(industry_label(found[code]) if code in found else code for code in value)


class TradesField(forms.CharField):
    """Industries by KSIC code or whole name, with semicolons between; cleans to a tuple of codes."""

    widget = TradesInput

    def clean(self, value: Any) -> Any:
        """Return the codes, each once, in the order typed; bare codes may have commas between."""
        typed = super().clean(value)
        parts = typed.split("," if _CODES.fullmatch(typed) else ";")
        one = IndustryField(required=False)
        return tuple(dict.fromkeys(one.clean(part.strip()) for part in parts if part.strip()))


class ProfileForm(forms.Form):
    """The profile the other side browses, and who comes to the meetings."""

    name = forms.CharField(
        label=_("이름"), max_length=160, help_text=_("상대에게 보이는 기업·기관 이름입니다.")
    )
    name_en = forms.CharField(label=_("영문 이름"), max_length=160, required=False)
    country = forms.ChoiceField(label=_("나라"), choices=country_choices, initial="KR")
    language = forms.ChoiceField(
        label=_("상담 언어"),
        choices=language_choices,
        initial="ko",
        help_text=_("자리에서 쓸 언어입니다. 서로 다르면 통역을 배정합니다."),
    )
    by_video = forms.BooleanField(
        label=_("화상으로 참가"),
        required=False,
        help_text=_("자리와 화상회의실을 함께 쓰는 상담회에서 화상회의실을 배정합니다."),
    )
    website = forms.URLField(label=_("누리집"), required=False, assume_scheme="https")
    offers = forms.CharField(
        label=_("내놓는 것"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("제품, 기술, 투자할 분야처럼 상대에게 줄 수 있는 것을 적어 주세요."),
    )
    seeks = forms.CharField(label=_("찾는 것"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    trades = TradesField(
        label=_("업종"),
        max_length=1000,
        required=False,
        help_text=_("낱말을 치고 목록에서 고르세요. 여럿이면 쌍반점(;)으로 나눕니다."),
    )
    sought_trades = TradesField(label=_("찾는 업종"), max_length=1000, required=False)
    most = forms.IntegerField(
        label=_("최대 상담"),
        min_value=1,
        max_value=200,
        required=False,
        help_text=_("비우면 상담회에서 정한 만큼입니다."),
    )
    least = forms.IntegerField(label=_("최소 상담"), min_value=0, max_value=200, required=False)
    person_name = forms.CharField(label=_("나올 사람"), max_length=60)
    position = forms.CharField(label=_("부서·직위"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("전자우편"), required=False, help_text=_("상담 신청과 일정을 이 주소로 알립니다.")
    )
    phone = forms.CharField(label=_("전화"), max_length=20, required=False)
    others = forms.CharField(
        label=_("함께 나올 사람"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("한 줄에 한 명씩 이름, 직위, 전자우편을 쉼표로 나눠 적어 주세요."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # What is written of oneself stands in the language one speaks at the table.
        for name in ("offers", "seeks"):
            self.fields[name].widget.attrs["lang"] = self.initial.get("language") or get_language() or "ko"

    def profile(self) -> Profile:
        """Return what was typed of the participant."""
        return Profile(**{name: self.cleaned_data[name] for name in Profile.__dataclass_fields__})

    def people(self) -> list[PersonSaid]:
        """Return who comes."""
        first = PersonSaid(**{field: self.cleaned_data[name] for name, field in _PERSON.items()})
        said = [first]
        for line in self.cleaned_data["others"].splitlines():
            parts = [part.strip() for part in line.split(",")]
            if parts[0]:
                said.append(PersonSaid(*parts[:1], *(parts[1:2] or [""]), *(parts[2:3] or [""])))
        return said

    def clean_others(self) -> str:
        """Refuse a third part of a line that is no e-mail address."""
        text: str = self.cleaned_data["others"]
        for line in text.splitlines():
            parts = [part.strip() for part in line.split(",")]
            if len(parts) > 2 and parts[2]:  # noqa: PLR2004 - name, position, address
                forms.EmailField().clean(parts[2])
        return text


def typed_of_partner(partner: Partner, *, agency_id: int) -> tuple[dict[str, Any], Person | None]:
    """Return what a form begins with for a partner an agency has commissioned, and the person it names.

    What the partner said at the agency's last fair goes before what the register says.
    """
    said: dict[str, Any] = {
        "side": Side.PARTNER,
        "partner": partner.pk,
        "name": partner.name,
        "name_en": partner.name_en,
        "website": partner.website,
        "offers": partner.introduction,
    }
    last = (
        Participant.objects.filter(partner=partner, agency=agency_id).order_by("-applied_at", "-pk").first()
    )
    if last is not None:
        kept = [name for name in Profile.__dataclass_fields__ if name not in ("most", "least")]
        said |= {name: getattr(last, name) for name in kept}
    letters = partner.commissions.filter(agency=agency_id, person__isnull=False)
    letter = letters.select_related("person").order_by("-valid_from", "-pk").first()
    if letter is None or letter.person is None:
        return said, None
    person = letter.person
    said |= {"person_name": person.name, "position": person.position}
    return said | {"email": person.email, "phone": person.phone}, person


def typed_of(participant: Participant) -> dict[str, Any]:
    """Return what a form begins with that changes a participant."""
    first, *others = [*participant.people.order_by("pk")] or [None]
    said = {name: getattr(participant, name) for name in Profile.__dataclass_fields__}
    said |= {name: getattr(first, field, "") for name, field in _PERSON.items()}
    lines = (f"{one.name}, {one.position}, {one.email}".rstrip(", ") for one in others if one)
    return {**said, "others": "\n".join(lines)}
