import pytest

from didim.kernel.refusals import Problem, RefusedError, refuse


def test_refusal_tells_its_sentences_field_by_field_in_order():
    error = RefusedError([Problem("name", "이름."), Problem("year", "연도."), Problem("name", "또 이름.")])
    assert error.by_field() == {"name": ["이름.", "또 이름."], "year": ["연도."]}
    assert str(error) == "이름. 연도. 또 이름."


def test_refusal_of_one_field_is_raised_with_its_sentence():
    with pytest.raises(RefusedError, match=r"파일이 비었습니다\."):
        raise refuse("file", "파일이 비었습니다.")
