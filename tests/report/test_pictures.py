"""Pictures as text that others draw, and as SVG that we draw ourselves."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from pictured import EXAMPLES, STORIES, example, fragment, paths, subjects

from apicompiler.graph import KINDS, Edge, Node, graph
from apicompiler.graph.model import drawn
from apicompiler.read.files import DiskFolder
from apicompiler.report.pictures import dot, mermaid, svg
from apicompiler.report.pictures.layout import DETAIL, LABEL, MOST, PADDING, layout
from apicompiler.report.pictures.measure import fitted, width

HERE = Path(__file__).parent
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    '"]; click n1 call alert(1) %%{init: {"theme": "dark"}}%%',
    "</text></svg><script>alert(1)</script>",
    "a\nend\n  n1 --> n2",
    '\\" , URL="javascript:alert(1)", x="',
    "\\N \\G \\",
    "]]> <!-- &quot; #quot; `code` $$x$$",
    "\u202eright to left\x00\x1b[31m\ud800",
    "1. one",
    "- one",
    "漢字 e\u0301",
    "",
)


def hostile():
    nodes = [Node(f"{kind}{text}", kind, text, (text,)) for kind in ("stage", "operations") for text in HOSTILE]
    edges = [Edge(f"stage{text}", f"operations{text}") for text in HOSTILE]
    return drawn(HOSTILE[0], HOSTILE[1], [*nodes, *edges])


def many():
    large = "environments: {dev: {account: '111111111111', region: eu-west-1, quotas: {resources: 2000}}}\n"
    return graph(fragment(large + paths(500, groups=250))[0])


@pytest.mark.parametrize("name", ["bookstore", "chat"])
@pytest.mark.parametrize(("write", "ending"), [(mermaid, "mmd"), (dot, "dot")], ids=["mermaid", "dot"])
def test_picture_is_written_as_recorded(name, write, ending, recorded):
    recorded(HERE / f"pictures/{name}.{ending}", write(graph(example(name)[0])))


@pytest.mark.parametrize("write", [mermaid, dot, svg], ids=["mermaid", "dot", "svg"])
def test_same_blueprint_gives_the_same_picture(write):
    assert write(graph(example("bookstore")[0])) == write(graph(example("bookstore")[0]))


class TestMermaid:
    def test_labels_hold_no_mark_of_the_language(self):
        for line in mermaid(hostile()).splitlines():
            if label := re.match(r'  n\d+\["(.*)"\]:::\w+$', line):
                for text in label[1].split("<br>"):
                    assert not re.search(r"[\"\\`<>%$&|\[\]*_~]|#(?!\d+;)|(?<!\d);", text), line
                    assert not re.match(r"(\d+[.)]|-)", text), line

    def test_every_line_is_one_of_ours(self):
        ours = (
            r"flowchart LR|  acc(Title|Descr): [^%{}\"<>]*(\{[^%\"<>]*)?"
            r'|  n\d+\["[^"]*"\]:::\w+|  n\d+ (-->|~~~) (n\d+|legend)'
            r'|  subgraph legend\["Legend"\]|    direction LR|    legend_\w+\["[^"]*"\]:::\w+|  end'
            r"|  classDef \w+ stroke:#[0-9a-f]{6},stroke-width:2px"
        )
        for line in mermaid(hostile()).splitlines():
            assert re.fullmatch(ours, line), line


class TestDot:
    def test_every_text_ends_where_it_should(self):
        quoted = r'"(?:[^"\\]|\\.)*"'
        for line in dot(hostile()).splitlines():
            assert '"' not in re.sub(quoted, "", line), line
            assert "URL" not in re.sub(quoted, "", line), line

    def test_only_line_breaks_and_escaped_marks_stand_behind_a_backslash(self):
        assert set(re.findall(r"\\(.)", dot(hostile()))) <= {"n", "\\", '"'}


class TestSvg:
    def test_names_of_strangers_stay_text(self):
        root = ET.fromstring(svg(hostile()))
        names = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert names == {"svg", "title", "desc", "style", "rect", "text", "tspan", "g", "path"}
        texts = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "label"]
        assert "- one" in texts
        assert not any("\x00" in text or "\u202e" in text for text in texts if text)

    def test_it_needs_nothing_else(self):
        text = svg(graph(example("bookstore")[0]))
        assert set(re.findall(r"https?://[^\"\s<]+", text)) == {"http://www.w3.org/2000/svg"}
        for word in ("href", "@import", "url(", "<script", "<image", "foreignObject"):
            assert word not in text

    def test_it_says_what_it_shows_and_is_dark_in_the_dark(self):
        text = svg(graph(example("bookstore")[0]))
        root = ET.fromstring(text)
        assert root.find(f"{SVG}title").text == "bookstore-dev"
        assert "Stages: v1 / live, v1 / preview" in root.find(f"{SVG}desc").text
        named = root.get("aria-labelledby").split()
        assert named == [root.find(f"{SVG}{part}").get("id") for part in ("title", "desc")]
        assert "@media (prefers-color-scheme:dark)" in text

    def test_legend_explains_every_kind_that_is_met(self):
        made = graph(example("bookstore")[0])
        text = svg(made)
        assert "cdn" not in made.kinds
        for kind, said in KINDS.items():
            assert (said.means in text) == (kind in made.kinds)


class TestLayout:
    @pytest.mark.parametrize("folder", [*STORIES, *EXAMPLES], ids=lambda folder: folder.name)
    def test_boxes_keep_clear_of_each_other_and_of_arrows(self, folder):
        for subject in subjects(DiskFolder(folder)):
            self.holds(layout(graph(subject)))

    def test_many_boxes_keep_clear_of_each_other(self):
        self.holds(layout(many()))

    def holds(self, found):
        for box in found.boxes:
            assert box.x >= 0
            assert box.y >= 0
            assert box.x + box.width <= found.width
            assert box.y + box.height <= found.height + 0.01
            assert width(box.label, LABEL, bold=True) <= box.width - 2 * PADDING
            assert all(width(line, DETAIL) <= box.width - 2 * PADDING for line in box.detail)
        for one, other in combinations(found.boxes, 2):
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart or one.y + one.height < other.y or other.y + other.height < one.y, (one.label, other.label)
        for arrow in found.arrows:
            for (x, y), (to_x, to_y) in list(pairwise(arrow.points))[1::2]:
                assert y == to_y, "an arrow passes a column straight on"
                for box in found.boxes:
                    beside = box.x + box.width <= x or to_x <= box.x
                    assert beside or not box.y <= y <= box.y + box.height, (arrow, box.label)

    def test_long_texts_lose_their_middle(self):
        text = fitted("GET /" + "a" * 200 + "/end", LABEL, MOST, bold=True)
        assert text.startswith("GET /")
        assert text.endswith("/end")
        assert "…" in text

    def test_wide_letters_are_counted_as_wide(self):
        assert width("漢字", 10) == 20
        assert width("e\u0301", 10) == width("e", 10)
