from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed

from .agreements import AgreementVersion
from .vouchers import VoucherContract


class SignedPaper(models.Model):
    """The PDF both sides sign, byte for byte, of an agreement's version or of a voucher contract.

    Kept because it cannot be made again for ever: templates, fonts and the typesetter change. Its SHA-256
    stands with what it belongs to and in every signature.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    version = models.OneToOneField(
        AgreementVersion, models.PROTECT, null=True, blank=True, related_name="paper"
    )
    contract = models.OneToOneField(
        VoucherContract, models.PROTECT, null=True, blank=True, related_name="paper"
    )
    pdf = models.BinaryField("PDF")
    made_at = models.DateTimeField(_("작성 시각"))

    class Meta:
        verbose_name = _("서명한 문서")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=True) ^ Q(contract__isnull=True), name="signed_paper_of_one"
            )
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return str(self.version or self.contract)
