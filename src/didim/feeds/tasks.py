"""Jobs of the feeds; procrastinate finds them here."""

from .notice_tasks import collect_bizinfo_notices, collect_kstartup_notices
from .nts.tasks import check_business_status

__all__ = ["check_business_status", "collect_bizinfo_notices", "collect_kstartup_notices"]
