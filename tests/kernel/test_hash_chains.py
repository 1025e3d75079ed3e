import dataclasses
import json
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from didim.kernel.hash_chains import (
    GENESIS,
    Entry,
    Fault,
    NotCanonicalError,
    canonical_json,
    content_hash,
    entry_hash,
    first_broken,
    instant_text,
    sha256_hex,
)

NOON = datetime(2026, 3, 26, 9, 0, 0, 120, tzinfo=UTC)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("가나abc", max_size=3), inner),
    max_leaves=20,
)
instants = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))]))


def chain(contents, kind="receipt"):
    entries, previous = [], GENESIS
    for number, content in enumerate(contents, start=1):
        hashed, instant = content_hash(content), NOON + timedelta(seconds=number)
        link = entry_hash(previous, number, instant, kind, hashed)
        entries.append(Entry(number, instant, kind, hashed, previous, link, hashed))
        previous = link
    return entries


def test_canonical_json_has_one_text_for_one_value():
    value = {"b": Decimal("1.50"), "가": (True, None), "a": date(2026, 3, 26), "c": NOON}
    expected = '{"a":"2026-03-26","b":"1.5","c":"2026-03-26T09:00:00.000120Z","가":[true,null]}'
    assert canonical_json(value) == expected.encode()


@pytest.mark.parametrize(
    ("number", "text"),
    [("0", "0"), ("-0.00", "0"), ("1E+3", "1000"), ("100", "100"), ("0.10", "0.1"), ("-2.500", "-2.5")],
)
def test_decimal_is_written_in_plain_digits(number, text):
    assert json.loads(canonical_json(Decimal(number))) == text


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (1.5, "(처음)"),
        ({"a": [1, float("nan")]}, "a[1]"),
        ({"a": {"b": Decimal("NaN")}}, "a.b"),
        ({"at": datetime(2026, 1, 1)}, "at"),
        ({1: "a"}, "(처음)"),
        ({"a": b"bytes"}, "a"),
        ({"a": "\ud800"}, "a"),
        ({"가": 1, unicodedata.normalize("NFD", "가"): 2}, "(처음)"),
    ],
)
def test_canonical_json_refuses_what_has_no_one_text_and_says_where(value, path):
    with pytest.raises(NotCanonicalError) as refusal:
        canonical_json(value)
    assert str(refusal.value).startswith(f"{path}: ")


@given(values)
def test_canonical_json_is_stable_when_read_back(value):
    text = canonical_json(value)
    assert canonical_json(json.loads(text)) == text


@given(st.dictionaries(st.text("가나abc", max_size=3), st.integers(), min_size=2))
def test_order_of_keys_and_form_of_letters_change_nothing(value):
    backwards = {unicodedata.normalize("NFD", key): value[key] for key in reversed(value)}
    assert content_hash(backwards) == content_hash(value)


@given(instants)
def test_one_instant_has_one_text_in_every_zone(instant):
    if instant.astimezone(UTC).year > 1:
        assert instant_text(instant) == instant_text(instant.astimezone(timezone(timedelta(hours=-5))))


@pytest.mark.parametrize(
    "parts",
    [
        ("0" * 63, 1, "receipt", GENESIS),
        (GENESIS, 0, "receipt", GENESIS),
        (GENESIS, 1, "re|ceipt", GENESIS),
        (GENESIS, 1, "", GENESIS),
        (GENESIS, 1, "receipt", "A" * 64),
    ],
)
def test_entry_hash_refuses_parts_that_could_be_read_two_ways(parts):
    previous, number, kind, content = parts
    with pytest.raises(ValueError, match=r"해시|종류|번호"):
        entry_hash(previous, number, NOON, kind, content)


def test_whole_chain_is_not_broken_and_ends_in_its_head():
    entries = chain(["가", "나", "다"])
    assert first_broken(entries, head=entries[-1].hash) is None
    assert first_broken([], head=GENESIS) is None


def test_first_broken_names_what_was_changed():
    whole = chain(["가", "나", "다", "라"])
    third = whole[2]

    def with_third(**change):
        return [*whole[:2], dataclasses.replace(third, **change), whole[3]]

    def broken(entries, head=None):
        found = first_broken(entries, head=head)
        return found and (found.number, found.fault)

    assert broken(with_third(found_content=content_hash("다 "))) == (3, Fault.CONTENT)
    assert broken(with_third(found_content=None)) is None
    assert broken(with_third(instant=third.instant + timedelta(microseconds=1))) == (3, Fault.ENTRY)
    assert broken(with_third(kind="withdrawal")) == (3, Fault.ENTRY)
    assert broken(with_third(kind="a|b")) == (3, Fault.ENTRY)
    assert broken(with_third(previous_hash=GENESIS)) == (3, Fault.PREVIOUS)
    assert broken([*whole[:2], whole[3]]) == (3, Fault.NUMBER)
    assert broken([*whole[:2], whole[1], *whole[2:]]) == (3, Fault.NUMBER)
    assert broken(whole[:3], whole[3].hash) == (4, Fault.HEAD)
    assert str(first_broken(whole[1:])) == "1번이 있어야 할 자리에 2번이 있습니다."


@given(st.integers(0, 63), st.sampled_from("0123456789abcdef"))
def test_any_changed_digit_of_a_content_hash_is_found(place, digit):
    entries = chain(["가", "나"])
    changed = entries[0].content_hash[:place] + digit + entries[0].content_hash[place + 1 :]
    entries[0] = dataclasses.replace(entries[0], content_hash=changed, found_content=changed)
    assert (first_broken(entries) is None) == (changed == content_hash("가"))


@pytest.mark.django_db
def test_postgresql_computes_the_same_link():
    hashed = sha256_hex("내용".encode())
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT encode(sha256(convert_to(concat_ws('|', number::text,
                   to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                   kind, content_hash, previous_hash), 'UTF8')), 'hex')
               FROM (VALUES (17::bigint, %s::timestamptz, '접수', %s, %s))
                   AS entry (number, instant, kind, content_hash, previous_hash)""",
            [NOON, hashed, GENESIS],
        )
        assert cursor.fetchone() == (entry_hash(GENESIS, 17, NOON, "접수", hashed),)
