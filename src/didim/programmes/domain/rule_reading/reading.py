from didim.engines.eligibility import AllOf, Source, Stated, dump
from didim.programmes.domain.rule_reading.texts import NoticeText, RuleReading

READING_ID = "2026-11-22.1"


def read_rule(fields: NoticeText) -> RuleReading:
    """Return the rule of a notice. Never raises; what is not certain becomes a condition to be checked."""
    parts = []
    for name in ("target_text", "exclusion_text"):
        text = getattr(fields, name).strip()
        if text:
            parts.append(Stated(text, Source(text, name)))
    if not parts:
        parts.append(Stated("자격요건은 공고문에서 확인하세요.", Source(fields.title, "title")))
    return RuleReading(dump(AllOf(tuple(parts))), READING_ID)
