from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users; an e-mail address is the name a person signs in with."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create a user; without a password only passkeys or an outside provider can sign in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account: an owner of a firm, agency staff, a reviewer, an expert, a partner."""

    email = models.EmailField(_("전자우편"), unique=True)
    name = models.CharField(_("이름"), max_length=60, blank=True)
    phone = models.CharField(_("전화"), max_length=20, blank=True)
    is_active = models.BooleanField(_("사용 중"), default=True)
    joined_at = models.DateTimeField(_("가입 시각"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("탈퇴 시각"), null=True, blank=True)
    destroyed_at = models.DateTimeField(_("개인정보 파기 시각"), null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        verbose_name = _("사용자")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case")]
        indexes = [
            models.Index(
                fields=["withdrawn_at"],
                condition=models.Q(withdrawn_at__isnull=False, destroyed_at__isnull=True),
                name="user_to_destroy",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether Django's own admin opens: only for the operator of the installation."""
        return self.is_superuser
