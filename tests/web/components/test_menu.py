import pytest

from didim.web.components.context import Group, navigation


def shown(room: str, path: str) -> list[tuple[str, bool]]:
    """Every entry of the menu by its address, and whether it is the current one."""
    items = navigation(room, path)
    links = [link for item in items for link in (item.links if isinstance(item, Group) else [item])]
    return [(link.url, link.current) for link in links]


def test_workbench_menu_is_grouped_and_marks_one_entry() -> None:
    items = navigation("workbench", "/workbench/support/firms/3/")
    groups = [item for item in items if isinstance(item, Group)]
    assert [str(group.label) for group in groups if group.current] == ["성과·보고"]
    assert [url for url, current in shown("workbench", "/workbench/support/firms/3/") if current] == [
        "/workbench/support/"
    ]


def test_workbench_menu_fits_one_row() -> None:
    assert len(navigation("workbench", "/workbench/")) == 7


def test_dashboard_is_current_on_its_own_page_only() -> None:
    assert shown("workbench", "/workbench/")[0] == ("/workbench/", True)
    assert shown("workbench", "/workbench/firms/")[0] == ("/workbench/", False)


def test_other_rooms_have_no_groups() -> None:
    assert [
        item for room in ("portal", "review", "") for item in navigation(room, "/") if isinstance(item, Group)
    ] == []


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/workbench/figures/", "성과보고서"),
        ("/workbench/published/3/", "성과보고서"),
        ("/workbench/vouchers/3/own-share/", "바우처"),
        ("/workbench/voucher-contracts/3/", "바우처"),
        ("/workbench/recoveries/3/", "정산"),
        ("/workbench/assets/", "집행"),
        ("/workbench/agreement-changes/3/", "협약"),
    ],
)
def test_page_beside_its_list_marks_the_entry_of_the_list(path, entry):
    marked = [
        str(link.label)
        for item in navigation("workbench", path)
        for link in (item.links if isinstance(item, Group) else [item])
        if link.current
    ]
    assert marked == [entry]
