import pytest

from didim.engines.scheduling import DznError, Meeting, Session, parse_dzn, read_dzn

from .building import SMALL


def test_file_in_the_published_format_is_read():
    timetable = parse_dzn(SMALL)
    assert (timetable.participants, timetable.tables, timetable.slots, timetable.morning) == (4, 2, 4, 2)
    assert timetable.meetings == (
        Meeting(0, 1, Session.EITHER),
        Meeting(0, 2, Session.MORNING),
        Meeting(1, 2, Session.EITHER, after=(1,)),
        Meeting(2, 3, Session.AFTERNOON),
        Meeting(0, 3, Session.EITHER, after=(0,)),
    )
    assert timetable.forbidden == (frozenset(), frozenset(), frozenset({0}), frozenset())
    assert timetable.meetings_of == ((0, 1, 4), (0, 2), (1, 2, 3), (3, 4))
    assert [sorted(timetable.open_slots(number)) for number in range(5)] == [
        [0, 1, 2, 3],
        [1],
        [1, 2, 3],
        [2, 3],
        [0, 1, 2, 3],
    ]


def test_order_comments_ranges_and_what_is_left_out_do_not_matter():
    text = (
        "nMorningSlots=2; nTotalSlots=4;\nnTables=1; % tables\nnMeetings=1;nBusiness=2;\n"
        "requested = [| 1, 2, 2 |];\nforbidden = [{3..4},{}];"
    )
    timetable = parse_dzn(text)
    assert timetable.meetings == (Meeting(0, 1, Session.AFTERNOON),)
    assert timetable.forbidden == (frozenset({2, 3}), frozenset())
    assert timetable.open_slots(0) == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("nTables = 2;", "", 0, "nTables"),
        ("nTables = 2;", "nTables = -2;", 4, "nTables"),
        ("nTables = 2;", "nTables 2;", 4, "이름 = 값"),
        ("nMorningSlots = 2;", "nMorningSlots = 5;", 6, "오전"),
        ("|2, 3,3,", "|2, 3,", 10, "세 정수"),
        ("|2, 3,3,", "|2, 2,3,", 10, "서로 다른"),
        ("|2, 3,3,", "|2, 5,3,", 10, "1부터 4까지"),
        ("|2, 3,3,", "|2, 3,4,", 10, "시간대"),
        ("nMeetings = 5;", "nMeetings = 6;", 8, "6과"),
        ("requested = [|1", "requested = [1", 8, "표"),
        ("fixed = [0,0,0,0,0];", "fixed = [0,0,0,0];", 27, "fixed"),
        ("fixed = [0,0,0,0,0];", "fixed = [0,0,0,0,5];", 27, "fixed"),
        ("{1},\n{}];\n\nfixed", "{5},\n{}];\n\nfixed", 24, "4 이하"),
        ("{1},\n{}];\n\nfixed", "{x},\n{}];\n\nfixed", 24, "'x'"),
        ("{1},\n{}];\n\nfixed", "{1}];\n\nfixed", 22, "3개"),
        ("{1},\n{}];\n\nfixed", "{1}, 7];\n\nfixed", 22, "목록"),
        ("{1}];\n", "{6}];\n", 33, "5 이하"),
    ],
)
def test_bad_file_gets_a_sentence_with_its_line(old, new, line, words):
    assert SMALL.count(old) == 1
    with pytest.raises(DznError, match=words) as refused:
        parse_dzn(SMALL.replace(old, new))
    assert refused.value.line == line


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"hello"])
def test_file_that_is_no_timetable_is_refused(tmp_path, content):
    path = tmp_path / "x.dzn"
    path.write_bytes(content)
    with pytest.raises(DznError):
        read_dzn(path)
    with pytest.raises(DznError, match="읽을 수 없습니다"):
        read_dzn(tmp_path / "absent.dzn")
