from datetime import date

import pytest

from didim.accounts.tenancy import DatabaseScope, scoped
from didim.kernel.refusals import RefusedError
from didim.support.domain.recording import SupportDetails, SupportLine, record_support, record_supports
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import SupportRecord
from didim.support.queries.history import SupportFact, support_history


@pytest.fixture
def record(now):
    def make(agency, enterprise, **fields: object) -> SupportRecord:
        said = {
            "form": SupportForm.MONEY,
            "programme_name": "초기창업패키지",
            "year": 2025,
            "received_on": date(2025, 4, 1),
            "amount_won": 70_000_000,
        }
        return record_support(
            agency=agency,
            enterprise=enterprise,
            reference=fields.pop("reference", "agreement-1"),
            details=SupportDetails(**(said | fields)),
            source=RecordSource.DELIVERED,
            by=None,
            now=now,
        )

    return make


def test_support_said_twice_is_one_line(record, make_agency, make_firm):
    agency, firm = make_agency(), make_firm()
    first, again = record(agency, firm), record(agency, firm)
    assert (again.pk, SupportRecord.objects.count()) == (first.pk, 1)


def test_support_said_otherwise_changes_the_line_and_the_history_keeps_both(record, make_agency, make_firm):
    agency, firm = make_agency(), make_firm()
    record(agency, firm)
    record(agency, firm, amount_won=60_000_000)
    events = SupportRecord.pgh_event_models["insert"].objects.order_by("pgh_id")
    assert [event.amount_won for event in events] == [70_000_000, 60_000_000]


def test_reference_of_another_firm_is_refused(record, make_agency, make_firm):
    agency = make_agency()
    record(agency, make_firm("하나"))
    with pytest.raises(RefusedError) as refusal:
        record(agency, make_firm("둘"))
    assert list(refusal.value.by_field()) == ["reference"]
    assert SupportRecord.objects.count() == 1


def line(firm, reference: str, **fields: object) -> SupportLine:
    said = {
        "form": SupportForm.VOUCHER,
        "programme_name": "혁신바우처",
        "year": 2025,
        "received_on": date(2025, 4, 1),
        "amount_won": 1_000,
    }
    return SupportLine(firm.pk, reference, SupportDetails(**(said | fields)))


def write(agency, lines, now) -> int:
    return record_supports(agency=agency, lines=lines, source=RecordSource.DELIVERED, by=None, now=now)


def test_many_lines_are_written_at_once_and_said_again_only_changes_are(make_agency, make_firm, now):
    agency, firms = make_agency(), [make_firm(name) for name in ("하나", "둘")]
    lines = [
        line(firm, f"voucher-{at}", detail="시제품", case_reference="voucher-1")
        for at, firm in enumerate(firms)
    ]
    assert write(agency, lines, now) == 2
    assert write(agency, [lines[0], line(firms[1], "voucher-1", amount_won=None)], now) == 1
    rows = SupportRecord.objects.order_by("reference").values_list("detail", "amount_won")
    assert list(rows) == [("시제품", 1_000), ("", None)]
    assert SupportRecord.pgh_event_models["insert"].objects.count() == 3


def test_many_lines_are_refused_together(make_agency, make_firm, now):
    agency, firm = make_agency(), make_firm()
    write(agency, [line(firm, "voucher-1")], now)
    for wrong in (
        [line(firm, "voucher-2"), line(firm, "voucher-2")],
        [line(firm, "voucher-3"), line(make_firm("남"), "voucher-1")],
        [line(firm, "voucher-4"), line(firm, "voucher-5", amount_won=-1)],
    ):
        with pytest.raises(RefusedError):
            write(agency, wrong, now)
    assert SupportRecord.objects.count() == 1


def test_what_cannot_be_is_refused_field_by_field(record, make_agency, make_firm):
    with pytest.raises(RefusedError) as refusal:
        record(
            make_agency(),
            make_firm(),
            programme_name=" ",
            reference="",
            amount_won=-1,
            ends_on=date(2025, 3, 1),
        )
    assert list(refusal.value.by_field()) == ["programme_name", "reference", "amount_won", "ends_on"]
    assert SupportRecord.objects.count() == 0


def test_history_crosses_agencies_and_gives_only_facts(record, make_agency, make_firm):
    own, other = make_agency("가"), make_agency("나")
    firm, stranger = make_firm("하나"), make_firm("둘")
    early = record(own, firm)
    late = record(other, firm, received_on=date(2026, 1, 5), ends_on=date(2026, 12, 31), evidence="협약서")
    record(other, stranger, reference="agreement-2")
    with scoped(DatabaseScope(agencies=frozenset({own.pk}))):
        found = support_history(enterprise_ids=[firm.pk])
        assert SupportRecord.objects.count() == 1
    assert found == {
        firm.pk: [
            SupportFact(
                late.pk, other.pk, "나", None, "초기창업패키지", 2025, SupportForm.MONEY, 70_000_000,
                date(2026, 1, 5), date(2026, 12, 31),
            ),
            SupportFact(
                early.pk, own.pk, "가", None, "초기창업패키지", 2025, SupportForm.MONEY, 70_000_000,
                date(2025, 4, 1), None,
            ),
        ]
    }  # fmt: skip
    assert [fact.runs_on(date(2026, 6, 1)) for fact in found[firm.pk]] == [True, False]


def test_history_ends_on_the_day_asked_for(record, make_agency, make_firm):
    agency, firm = make_agency(), make_firm()
    record(agency, firm)
    record(agency, firm, reference="agreement-2", received_on=date(2026, 3, 1))
    found = support_history(enterprise_ids=[firm.pk], until=date(2025, 12, 31))
    assert [fact.received_on for fact in found[firm.pk]] == [date(2025, 4, 1)]


def test_history_of_a_merged_firm_counts_for_the_firm_it_became(record, make_agency, make_firm):
    agency, winner, loser = make_agency(), make_firm("하나"), make_firm("둘")
    row = record(agency, loser)
    loser.merged_into = winner
    loser.save(update_fields=["merged_into"])
    found = support_history(enterprise_ids=[winner.pk])
    assert [fact.record_id for fact in found[winner.pk]] == [row.pk]
    assert record(agency, loser, reference="agreement-9").enterprise_id == winner.pk
