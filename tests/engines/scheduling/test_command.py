import csv
import json

from click.testing import CliRunner

from didim.project.cli.fair import fair

from .building import SMALL

HEADER = ["variant", "d", "instance", "obj", "maxsat_s", "chuffed", "mip"]


def run(*arguments):
    result = CliRunner().invoke(fair, ["solve", *map(str, arguments), "--json"])
    return result.exit_code, json.loads(result.stdout.splitlines()[-1])


def publish(folder, *rows):
    with (folder / "published_results.csv").open("w", newline="", encoding="utf-8") as lines:
        csv.writer(lines).writerows([HEADER, *rows])


def test_every_published_fairness_is_solved_and_compared(tmp_path):
    path = tmp_path / "small.original.dzn"
    path.write_text(SMALL)
    publish(
        tmp_path,
        ["original", 2, "small", 0, 2.5, "2891.2 0", "TO 12"],
        ["original", 0, "small", 0, 0.5, "TO 106.1", "-"],
        ["prec15", 2, "small", 5, 1, "1 5", "1 5"],
    )
    code, found = run(path, "--schedules")
    assert code == 0
    assert [(row["d"], row["objective"], row["status"]) for row in found["results"]] == [
        (0, 0, "optimal"),
        (2, 0, "optimal"),
    ]
    assert (found["rows_equal_to_published"], found["rows_published"], found["rows_with_breaches"]) == (
        2,
        2,
        0,
    )
    assert found["published_seconds_total"] == {"maxsat": 3.0, "chuffed": 10091.2, "mip": 7306.1}
    assert len(found["results"][0]["slots"]) == 5


def test_a_result_unlike_the_published_one_is_an_error(tmp_path):
    path = tmp_path / "small.original.dzn"
    path.write_text(SMALL)
    publish(tmp_path, ["original", 2, "small", "-", 2.5, "1 -", "1 -"])
    code, found = run(path)
    assert code == 1
    assert found["results"][0]["equal_to_published"] is False


def test_file_without_published_results_is_solved_without_or_with_fairness(tmp_path):
    path = tmp_path / "mine.dzn"
    path.write_text(SMALL.replace("nTotalSlots = 4", "nTotalSlots = 2"))
    code, found = run(path)
    assert code == 0
    assert [(row["d"], row["objective"], row["status"], row["bound"]) for row in found["results"]] == [
        (None, None, "infeasible", None)
    ]
    path.write_text(SMALL)
    code, found = run(path, "--fairness", 1)
    assert [(row["d"], row["objective"], row["equal_to_published"]) for row in found["results"]] == [
        (1, 0, None)
    ]


def test_bad_file_is_named_with_its_line_and_the_others_are_solved(tmp_path):
    good, bad = tmp_path / "good.dzn", tmp_path / "bad.dzn"
    good.write_text(SMALL)
    bad.write_text(SMALL.replace("nTables = 2;", "nTables = two;"))
    code, found = run(bad, good, tmp_path / "absent.dzn")
    assert code == 1
    assert [(one["file"], one["line"]) for one in found["problems"]] == [
        (str(bad), 4),
        (str(tmp_path / "absent.dzn"), 0),
    ]
    assert [row["instance"] for row in found["results"]] == ["good"]
