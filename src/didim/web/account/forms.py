from typing import Any

from django import forms
from django.forms import BoundField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from didim.accounts.domain.accounts import change_profile
from didim.accounts.domain.consents import answer_consents
from didim.accounts.models import ConsentDocument, User
from didim.accounts.queries.consents import current_documents
from didim.registry.enums import AgencyRole, FirmRole


class ConsentsForm(forms.Form):
    """One check box for each current consent document; only required ones must be ticked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = {
            f"consent_{document.code}": document for document in current_documents(timezone.now())
        }
        for name, document in self.documents.items():
            self.fields[name] = forms.BooleanField(
                label=f"[{document.get_kind_display()}] {document.local_title}"
                if document.is_required
                else document.local_title,
                required=document.is_required,
                error_messages={"required": _("필수 항목입니다. 동의해야 가입할 수 있습니다.")},
            )

    @property
    def consent_fields(self) -> list[tuple[ConsentDocument, BoundField]]:
        """The documents with their check boxes, in the order they are shown."""
        return [(document, self[name]) for name, document in self.documents.items()]

    @property
    def agreed(self) -> list[ConsentDocument]:
        """The documents that were ticked; after validation."""
        return [document for name, document in self.documents.items() if self.cleaned_data.get(name)]


class SignUpForm(ConsentsForm):
    """What signing up asks beside allauth's fields, by e-mail and by an outside provider alike."""

    name = forms.CharField(
        label=_("이름"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["email", "name", "password1", "password2"]

    @property
    def identity_fields(self) -> list[BoundField]:
        """The fields that are not consents."""
        return [field for field in self if field.name not in self.documents]

    def signup(self, request: HttpRequest, user: User) -> None:  # noqa: ARG002 - allauth's signature
        """Keep the name and the answers; allauth has just saved the user, in the request's transaction."""
        change_profile(user=user, name=self.cleaned_data["name"], phone="")
        answer_consents(user=user, agreed=self.agreed, now=timezone.now())


class ProfileForm(forms.ModelForm):
    """What a person may change about themself at any time."""

    class Meta:
        model = User
        fields = ("name", "phone")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }


class LeaveForm(forms.Form):
    """Confirms that an account is to be closed."""

    understood = forms.BooleanField(
        label=_("계정을 닫으면 되돌릴 수 없음을 확인했습니다."),
        error_messages={"required": _("확인란을 눌러야 탈퇴할 수 있습니다.")},
    )


class GrantRoleForm(forms.Form):
    """Gives an account a role at an agency."""

    email = forms.EmailField(label=_("전자우편"))
    role = forms.ChoiceField(label=_("역할"), choices=AgencyRole.choices, initial=AgencyRole.OFFICER)


class InvitationForm(forms.Form):
    """Invites somebody to act for a firm."""

    email = forms.EmailField(label=_("전자우편"))
    role = forms.ChoiceField(label=_("역할"), choices=FirmRole.choices, initial=FirmRole.MEMBER)
