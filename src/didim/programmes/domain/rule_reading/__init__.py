"""Read eligibility rules from the words of a notice: conservatively, what is not certain stays unknown."""

from didim.programmes.domain.rule_reading.reading import READING_ID, read_rule
from didim.programmes.domain.rule_reading.texts import NoticeText, RuleReading

__all__ = ["READING_ID", "NoticeText", "RuleReading", "read_rule"]
