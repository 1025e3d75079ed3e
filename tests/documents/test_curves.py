from xml.etree import ElementTree as ET

from didim.documents.curves import HEIGHT, WIDTH, Band, Curves, Line, svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(**fields: object) -> ET.Element:
    values = {
        "title": "폐업 <점포>",
        "description": "설명",
        "labels": ("가", "나", "다", "라"),
        "lines": (Line("실제", (3.0, 4.0, None, 6.0)),),
    }
    return ET.fromstring(svg(Curves(**(values | fields)), key="k"))  # noqa: S314 - our own drawing


def test_drawing_says_what_it_is():
    tree = drawn()
    assert tree.find(f"{SVG}title").text == "폐업 <점포>"
    assert tree.get("aria-labelledby") == "k-title k-desc"


def test_a_gap_parts_a_line():
    assert len(drawn().findall(f"{SVG}polyline")) == 2


def test_a_band_is_drawn_where_both_bounds_are_known():
    tree = drawn(bands=(Band("90%", (None, None, 1.0, 2.0), (None, None, 5.0, 9.0)),))
    corners = tree.find(f"{SVG}polygon").get("points").split()
    assert len(corners) == 4


def test_axis_begins_at_nought_and_holds_the_largest_value():
    tree = drawn(lines=(Line("실제", (0.0, 97.0, 3.0, 1.0)),))
    words = [text.text for text in tree.findall(f"{SVG}text")]
    assert words[:5] == ["0", "25", "50", "75", "100"]


def test_nothing_leaves_the_picture():
    tree = drawn(
        lines=(Line("실제", (1.0, 2.0, 3.0, 4.0)), Line("예측", (None, None, 3.0, 5.0))),
        bands=(Band("90%", (None, None, 3.0, 2.0), (None, None, 3.0, 9.0)),),
    )
    for line in tree.findall(f"{SVG}polyline"):
        for point in line.get("points").split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT


def test_values_that_are_all_nought_can_be_drawn():
    assert drawn(lines=(Line("실제", (0.0, 0.0, None, None)),)).findall(f"{SVG}polyline")
