"""Jobs of the feeds, one module a feed; procrastinate finds them here."""

from .nts.tasks import check_business_status

__all__ = ["check_business_status"]
