import re
from xml.etree import ElementTree as ET

from didim.documents import maps

SQUARE = "m10 20l30 0 0 40-30 0z"
WITH_HOLE = "m0 0l10 0 0 10-10 0zm2 2l2 0 0 2z"


def place(code: str = "1", outline: str = SQUARE, **fields: object) -> maps.Place:
    values = {"x": 5, "y": 6, "css": "k1", "words": "가 <상권>", "href": f"/districts/{code}/"}
    return maps.Place(code=code, outline=outline, **(values | fields))


def test_points_of_relative_path():
    assert maps.points_of(SQUARE) == [[(10, 20), (40, 20), (40, 60), (10, 60)]]


def test_points_after_a_closed_ring_start_at_its_beginning():
    assert maps.points_of(WITH_HOLE)[1] == [(2, 2), (4, 2), (4, 4)]


def test_points_of_absolute_path():
    assert maps.points_of("M1 2L3 4 5 6Z") == [[(1, 2), (3, 4), (5, 6)]]


def test_bands_reach_from_light_to_dark():
    assert [maps.css_class(band, 5) for band in range(5)] == ["k1", "k2", "k3", "k4", "k5"]
    assert [maps.css_class(band, 2) for band in range(2)] == ["k1", "k5"]
    assert maps.css_class(0, 1) == "k3"
    assert maps.css_class(None, 5) == "k0"


def test_window_holds_the_places_with_a_margin():
    whole = maps.Window(0, 0, 500, 400)
    far = place("2", outline="", x=100, y=90)

    assert maps.window_of([place(), far], whole=whole, margin=5) == maps.Window(5, 15, 100, 80)
    assert maps.window_of([], whole=whole) == whole


def test_places_of_a_class_are_one_path_a_line_each():
    drawn = maps.page_bands([place(), place("2", css="k2"), place("3", outline="")])

    tree = ET.fromstring(f"<svg>{drawn.replace(chr(10), '|')}</svg>")  # noqa: S314 - our own drawing
    assert [child.get("class") for child in tree] == ["k1", "k2"]
    assert tree[0].get("d") == "M10 20l30 0 0 40-30 0z|M-19 6a24 24 0 1 0 48 0a24 24 0 1 0 -48 0z"
    assert not re.search(r"style=|fill=", drawn)


def test_every_place_is_a_link_with_its_words_out_of_the_tab_order():
    drawn = maps.page_links([place(), place("2", css="k2")])

    tree = ET.fromstring(f"<svg>{drawn}</svg>")  # noqa: S314 - our own drawing
    assert [(child.tag, child.get("href"), child.get("class"), child.get("tabindex")) for child in tree] == [
        ("a", "/districts/1/", "k1", "-1"),
        ("a", "/districts/2/", "k2", "-1"),
    ]
    assert tree[0][0].text == "가 <상권>"
    assert (tree[0][1].get("cx"), tree[0][1].get("cy")) == ("5", "6")


def test_backdrop_writes_names_into_the_middle():
    drawn = maps.page_backdrop(
        [maps.Backdrop("강남구", SQUARE), maps.Backdrop("", SQUARE)], maps.Window(0, 0, 440, 300)
    )

    tree = ET.fromstring(f"<svg>{drawn}</svg>")  # noqa: S314 - our own drawing
    assert len(tree[0]) == 2
    assert [(name.get("x"), name.get("y"), name.text) for name in tree[1]] == [("25", "40", "강남구")]


def test_paper_map_draws_the_chosen_place_last():
    window = maps.Window(0, 0, 300, 300)
    drawn = maps.paper_map([place(), place("2")], [maps.Backdrop("강남구", SQUARE)], window, chosen="1")

    tree = ET.fromstring(drawn)  # noqa: S314 - our own drawing
    assert tree[-1].get("fill") == "#0b50d0"
    assert tree.get("viewBox") == "0 0 300 300"
