from django.db import models
from django.utils.translation import gettext_lazy as _


class Attempt(models.Model):
    """That somebody without an account tried something; counted for an hour or so, then forgotten.

    Whose it was stands as a keyed hash: the table names no address and no phone.
    """

    kind = models.SlugField(_("구분"), max_length=40)
    who = models.CharField(_("누구"), max_length=64)
    at = models.DateTimeField(_("시각"))

    class Meta:
        verbose_name = _("시도")
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=["kind", "who", "at"], name="attempt_counted"),
            models.Index(fields=["at"], name="attempt_forgotten"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.at:%Y-%m-%d %H:%M}"
