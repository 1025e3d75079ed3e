"""An agency with firms whose values are said, corrected and closed at random."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import HealthCheck, settings

from didim.accounts.models import User
from didim.kernel.business_numbers import business_check_digit
from didim.outcomes.domain.observing import Said, record_observation
from didim.outcomes.enums import Basis, ObservationSource
from didim.outcomes.models import Observation
from didim.registry.domain.firms import FirmDetails, register_firm
from didim.registry.enums import AgencyKind, LegalForm
from didim.registry.models import Agency, Enterprise

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
# Rows of a database do not shrink well, and each example writes some dozens.
few_examples = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Scene:
    """An agency, its officer and three firms."""

    agency: Agency
    officer: User
    firms: tuple[Enterprise, ...]

    def say(
        self,
        value: Decimal | int,
        period: tuple[date, date],
        *,
        code: str = "sales",
        firm: int = 0,
        basis: Basis | None = None,
        source: ObservationSource = ObservationSource.STAFF,
        **fields: object,
    ) -> Observation:
        """Record a value of a firm, in won where it is money."""
        said = Said(
            code,
            *period,
            Decimal(value),
            basis=basis,
            currency="KRW" if code == "sales" else "",
            enterprise_id=self.firms[firm].pk,
            **fields,
        )
        return record_observation(agency=self.agency, said=said, source=source, by=self.officer, now=NOW)


def make_scene() -> Scene:
    """Return a scene whose rows are new."""
    agency = Agency.objects.create(name="한빛진흥원", kind=AgencyKind.PROMOTION)
    firms = []
    for serial in range(1, 4):
        first = f"12381{serial:04d}"
        details = FirmDetails(
            name=f"가나{serial}",
            legal_form=LegalForm.SOLE,
            business_number=first + str(business_check_digit(first)),
            region="11680",
        )
        firms.append(register_firm(details=details, agency=agency, now=NOW))
    return Scene(agency, User.objects.create_user("officer@example.org"), tuple(firms))


def state() -> list[tuple[object, ...]]:
    """Return every value and whether it counts, in the order they came."""
    return list(
        Observation.objects.order_by("pk").values_list(
            "indicator__code", "enterprise", "period_end", "value", "is_effective"
        )
    )
