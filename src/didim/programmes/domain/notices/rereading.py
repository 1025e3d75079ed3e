"""Read eligibility rules anew after the way of reading has changed."""

from datetime import datetime

from django.db import transaction

from didim.programmes.domain.notices.merging import merge
from didim.programmes.domain.notices.recording import BATCH, set_rule
from didim.programmes.domain.rule_reading import READING_ID
from didim.programmes.enums import NoticeSource
from didim.programmes.models import Notice


def reread_rules(*, now: datetime) -> int:
    """Give every notice from outside the rule that today's reading finds; return how many rules changed.

    Only notices read by another version are looked at. Rules that staff wrote (source DIDIM) are never read
    from words. One transaction a batch, so that a stop in between loses nothing.
    """
    changed = 0
    while batch := _read_otherwise():
        with transaction.atomic():
            locked = list(Notice.objects.filter(pk__in=batch).select_for_update())
            for notice in locked:
                before = notice.rule
                age_text = merge(notice.readings)["age_text"] if notice.readings else ""
                set_rule(notice, age_text=age_text)
                if notice.rule != before:
                    notice.changed_at = now
                    changed += 1
            Notice.objects.bulk_update(locked, ["rule", "rule_reading", "changed_at"], batch_size=BATCH)
    return changed


def _read_otherwise() -> list[int]:
    return list(
        Notice.objects.exclude(source=NoticeSource.DIDIM)
        .exclude(rule_reading=READING_ID)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    )
