"""Verdicts with their reasons, in the caller's language."""

from typing import Any

from django.utils.translation import get_language
from rest_framework import serializers

from didim.engines.eligibility import Judgement, Text, Verdict


class SourceSerializer(serializers.Serializer):
    """Where a condition came from: sentence, field, and the dated definition of its numbers."""

    text = serializers.CharField(allow_blank=True)
    field = serializers.CharField(allow_blank=True)
    definition = serializers.CharField(allow_blank=True)


class ConditionSerializer(serializers.Serializer):
    """One condition, what the firm says to it, where it came from, and what would change it."""

    verdict = serializers.ChoiceField([(verdict.value, verdict.label.ko) for verdict in Verdict])
    condition = serializers.CharField()
    value = serializers.CharField(allow_null=True)
    source = SourceSerializer(allow_null=True)
    change = serializers.CharField(allow_null=True)


class JudgementSerializer(serializers.Serializer):
    """A verdict and its conditions, each to be checked off."""

    verdict = serializers.ChoiceField([(verdict.value, verdict.label.ko) for verdict in Verdict])
    verdict_name = serializers.CharField()
    conditions = ConditionSerializer(many=True)


def judgement_data(judgement: Judgement) -> dict[str, Any]:
    """Return a judgement as JudgementSerializer shows it."""
    return {
        "verdict": judgement.verdict.value,
        "verdict_name": _said(judgement.verdict.label),
        "conditions": [_condition(part) for part in judgement.conditions()],
    }


def _condition(judgement: Judgement) -> dict[str, Any]:
    source = judgement.source or next((part.source for part in judgement.parts if part.source), None)
    return {
        "verdict": judgement.verdict.value,
        "condition": _said(judgement.words),
        "value": _said(judgement.value),
        "source": source and {"text": source.text, "field": source.field, "definition": source.definition},
        "change": _said(judgement.change),
    }


def _said(text: Text | None) -> str | None:
    return None if text is None else text.text(get_language() or "ko")
