QUICK = "/matches/?stage=operating&opened_on=2024-03-02&region=11680&industry=62&birth_year=1990"


def test_owner_sees_open_notices_by_verdict(owner_client, small_region):
    page = owner_client.get("/matches/").content.decode()

    assert "한빛소프트웨어 주식회사" in page
    assert 'aria-current="page"' in page
    assert "지난 공고" not in page


def test_visitor_gets_verdicts_without_an_account(client, small_region):
    page = client.get(QUICK).content.decode()

    assert "판정별로 보기" in page
    assert "수출 바우처" in page


def test_quick_check_that_is_wrong_comes_back_with_what_was_typed(client, small_region):
    answer = client.get("/matches/?stage=operating&opened_on=2999-01-01&birth_year=1990")

    assert answer.status_code == 422
    assert 'value="2999-01-01"' in answer.content.decode()


def test_matches_take_the_same_queries_for_three_rows(client, db, same_queries_for_three_rows):
    from .region import make_notices, telling  # noqa: PLC0415

    numbers = iter(range(100, 200))
    same_queries_for_three_rows(
        add_row=lambda: make_notices(telling(next(numbers), "줄 세기 공고")), read=lambda: client.get(QUICK)
    )
