"""Which open notices fit: for one's own firm, and for facts that are only typed in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from didim.accounts.guards import PUBLIC
from didim.api.lists import PageQuery, cut, paged, read
from didim.api.operations import Operation
from didim.engines.eligibility import (
    FirmFacts,
    HeldDesignation,
    Rule,
    RuleFormError,
    SizeClass,
    Stage,
    Verdict,
    judge,
    load,
)
from didim.engines.eligibility.facts import LegalForm
from didim.programmes.models import Notice
from didim.programmes.queries.matching import NoticeMatch, explain_matches, matches_for_firm, names_for
from didim.registry import enums
from didim.registry.models import Industry, Region
from didim.registry.queries.facts import firm_facts
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import FIRM_MEMBER

from .judgements import JudgementSerializer, judgement_data

LARGEST_NUMBER = 10**15


class MatchSerializer(JudgementSerializer):
    """An open notice and how the firm stands to it."""

    notice = serializers.IntegerField()
    title = serializers.CharField()
    agency_name = serializers.CharField(allow_blank=True)
    closes_on = serializers.DateField(allow_null=True)
    unknowns = serializers.IntegerField(help_text="아직 모르는 조건의 수 / conditions still open")
    unlikely = serializers.BooleanField(help_text="충족하지 않을 듯함 / probably not met")


class MatchQuery(PageQuery):
    """A page of matches, all or those of one verdict."""

    verdict = serializers.ChoiceField(
        [(verdict.value, verdict.label.ko) for verdict in Verdict], required=False
    )


class HeldSerializer(serializers.Serializer):
    """A certificate somebody says they hold."""

    kind = serializers.ChoiceField(enums.DesignationKind.choices)
    valid_from = serializers.DateField(required=False, allow_null=True, default=None)
    valid_to = serializers.DateField(required=False, allow_null=True, default=None)


class FactsSerializer(serializers.Serializer):
    """What is known of a firm; what is left out is unknown, and never counts against it."""

    stage = serializers.ChoiceField(enums.EnterpriseStage.choices, required=False)
    legal_form = serializers.ChoiceField(enums.LegalForm.choices, required=False)
    opened_on = serializers.DateField(required=False)
    region = serializers.RegexField(r"^[0-9]{2,10}$", required=False, help_text="지역 코드 / region code")
    industry = serializers.RegexField(
        r"^([A-U]|[0-9]{2,5})$", required=False, help_text="업종 코드 / KSIC code"
    )
    employees = serializers.IntegerField(min_value=0, max_value=LARGEST_NUMBER, required=False)
    sales = serializers.IntegerField(
        min_value=0, max_value=LARGEST_NUMBER, required=False, help_text="최근 연도 매출(원) / won"
    )
    sales_average = serializers.IntegerField(
        min_value=0, max_value=LARGEST_NUMBER, required=False, help_text="3년 평균 매출(원) / won"
    )
    birth_year = serializers.IntegerField(min_value=1900, max_value=2100, required=False)
    birth_date = serializers.DateField(required=False)
    size_classes = serializers.ListField(
        child=serializers.ChoiceField(enums.SizeClass.choices), required=False, allow_empty=False
    )
    designations = HeldSerializer(many=True, default=list)
    designations_complete = serializers.BooleanField(
        default=False, help_text="가진 인증을 모두 적음 / the list of certificates is complete"
    )

    def validate_region(self, code: str) -> tuple[str, ...]:
        """Return the codes from the country down to the region."""
        path = Region.objects.filter(pk=code).values_list("path", flat=True).first()
        if path is None:
            raise serializers.ValidationError(_("없는 지역 코드입니다. /api/v1/regions/ 에서 찾아 주세요."))
        return tuple(path)

    def validate_industry(self, code: str) -> str:
        """Return the code of an industry that is there."""
        if not Industry.objects.filter(pk=code).exists():
            raise serializers.ValidationError(
                _("없는 업종 코드입니다. /api/v1/industries/ 에서 찾아 주세요.")
            )
        return code


class CheckSerializer(serializers.Serializer):
    """Facts, and a rule to hold against them; without a rule, the notices open today."""

    facts = FactsSerializer()
    rule = serializers.JSONField(
        required=False, help_text="자격요건(JSON 나무) / a rule as docs/eligibility.md writes it"
    )
    on = serializers.DateField(
        required=False, help_text="요건의 기준일, 없으면 오늘 / the day the rule is of"
    )


class CheckAnswerSerializer(serializers.Serializer):
    """The judgement of the posted rule, or a page of open notices."""

    judgement = JudgementSerializer(required=False)
    matches = paged(MatchSerializer)(required=False)


class OwnMatches(Operation):
    """The open notices and one's own firm."""

    guard = FIRM_MEMBER

    @extend_schema(operation_id="matches_list", parameters=[MatchQuery], responses=paged(MatchSerializer))
    def get(self, request: Request, firm_id: int) -> Response:
        """List open notices for the firm, the best first, with verdicts and reasons."""
        asked = read(MatchQuery, request.query_params)
        if firm_id not in self.actor.enterprises:
            raise NotVisible(f"enterprise {firm_id}")
        today = timezone.localdate()
        return Response(_match_page(firm_facts(enterprise_id=firm_id, on=today), today, asked))


class EligibilityCheck(Operation):
    """Verdicts on facts that are typed in and kept nowhere."""

    guard = PUBLIC

    @extend_schema(
        operation_id="eligibility_check",
        request=CheckSerializer,
        parameters=[MatchQuery],
        responses=CheckAnswerSerializer,
    )
    def post(self, request: Request) -> Response:
        """Hold facts against a posted rule, or against the notices open today."""
        asked = read(MatchQuery, request.query_params)
        posted = read(CheckSerializer, request.data)
        facts, today = facts_of(posted["facts"]), timezone.localdate()
        if "rule" not in posted:
            return Response({"matches": _match_page(facts, today, asked)})
        rule = _rule(posted["rule"])
        judgement = judge(rule, facts, posted.get("on", today), names_for([rule], [facts]))
        return Response({"judgement": judgement_data(judgement)})


def facts_of(posted: Mapping[str, Any]) -> FirmFacts:
    """Return posted facts as the engine takes them."""
    values = dict(posted)
    return FirmFacts(
        stage=Stage(values["stage"]) if "stage" in values else None,
        legal_form=LegalForm(values["legal_form"]) if "legal_form" in values else None,
        opened_on=values.get("opened_on"),
        region_path=values.get("region"),
        industry=values.get("industry"),
        employees=values.get("employees"),
        sales=values.get("sales"),
        sales_average=values.get("sales_average"),
        birth_year=values.get("birth_year"),
        birth_date=values.get("birth_date"),
        size_classes=frozenset(map(SizeClass, values["size_classes"])) if "size_classes" in values else None,
        designations=tuple(HeldDesignation(**held) for held in values["designations"]),
        designations_complete=values["designations_complete"],
    )


def _rule(content: object) -> Rule:
    try:
        return load(content)
    except RuleFormError as error:
        faults = [f"{fault.path}: {fault.sentence}" for fault in error.faults]
        raise serializers.ValidationError({"rule": faults}) from error


def _match_page(facts: FirmFacts, today: date, asked: Mapping[str, Any]) -> dict[str, Any]:
    found = matches_for_firm(facts=facts, today=today)
    if verdict := asked.get("verdict"):
        found = [match for match in found if match.verdict == verdict]
    rows, numbers = cut(found, page=asked["page"], size=asked["size"])
    judgements = explain_matches(matches=rows, facts=facts, today=today)
    notices = Notice.objects.only("title", "agency_name").in_bulk(judgements)
    shown = [match for match in rows if match.notice_id in notices]
    return numbers | {
        "results": [
            _match(match, notices[match.notice_id]) | judgement_data(judgements[match.notice_id])
            for match in shown
        ]
    }


def _match(match: NoticeMatch, notice: Notice) -> dict[str, Any]:
    return {
        "notice": match.notice_id,
        "title": notice.title,
        "agency_name": notice.agency_name,
        "closes_on": match.closes_on,
        "unknowns": match.unknowns,
        "unlikely": match.unlikely,
    }
