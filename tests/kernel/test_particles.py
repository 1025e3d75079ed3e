import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.kernel.particles import particle, with_particle


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("한빛산업진흥원", "은", "한빛산업진흥원은"),
        ("네트워크", "은", "네트워크는"),
        ("201개사", "을", "201개사를"),
        ("2,086억 원", "으로", "2,086억 원으로"),
        ("14.7%", "을", "14.7%를"),
        ("서울", "으로", "서울로"),
        ("1,301", "으로", "1,301로"),
        ("1.3", "이", "1.3이"),
        ("20", "이", "20이"),
        ("2.0", "이", "2.0이"),
        ("1234", "가", "1234가"),
        ("한빛센터(거점)", "와", "한빛센터(거점)와"),
        ("‘판로 개척’", "을", "‘판로 개척’을"),
        ("XML", "으로", "XML로"),
        ("PDF", "를", "PDF를"),
        ("10조", "가", "10조가"),
    ],
)
def test_particle_fits_the_reading(text, kind, expected):
    assert with_particle(text, kind) == expected


def test_unknown_particle_is_refused():
    with pytest.raises(ValueError, match="모르는 조사"):
        particle("가", "께서")


@given(st.text())
def test_any_text_takes_a_particle(text):
    assert particle(text, "은") in {"은", "는"}
