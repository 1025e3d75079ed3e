from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024
LARGEST_MEGABYTES = 20


class ImportForm(forms.Form):
    """A spreadsheet of any kind."""

    file = forms.FileField(
        label=_("엑셀 또는 CSV 파일"),
        help_text=_(
            "20MB까지. 올리면 먼저 미리보기를 보여 드리고, 확인하기 전에는 아무것도 바꾸지 않습니다."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large to read at once."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_MEGABYTES * MEGABYTE:
            raise ValidationError(_("파일이 20MB보다 큽니다. 나누어 올려 주세요."))
        return file
