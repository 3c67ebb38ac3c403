"""The page about everything: whole, harmless, and in need of nothing else."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from frame import framed
from pictured import EXAMPLES, ROOT, STORIES, page, paths

from apicompiler.catalogue import THEMES
from apicompiler.compiler import lint
from apicompiler.diagnostic import Rule
from apicompiler.read.files import DiskFolder, MemoryFolder

EMPTY = {"meta", "input", "br", "rect", "path"}
HOSTILE = "</td></script><script>alert(1)</script><img src=x onerror=alert(2)>\" onclick='alert(3)'"


class Read(HTMLParser):
    """Reads a page, and makes sure that every element ends where it should."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.names, self.attributes, self.texts = [], [], [], set(), set(), []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        self.names.add(tag)
        self.attributes |= said.keys()
        self.ids += [said["id"]] if "id" in said else []
        self.links += [said["href"]] if "href" in said else []
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.names.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def bookstore():
    return page(DiskFolder(ROOT / "blueprints/bookstore"))


@pytest.mark.parametrize("folder", [*STORIES, *EXAMPLES], ids=lambda folder: folder.name)
def test_page_is_well_formed_and_every_link_leads_into_it(folder):
    read = Read(page(DiskFolder(folder)))
    assert len(read.ids) == len(set(read.ids))
    assert {link.removeprefix("#") for link in read.links} <= set(read.ids)


def test_page_loads_nothing_and_runs_nothing_but_its_own(bookstore):
    assert not Read(bookstore).attributes & {"src", "srcset", "action", "style", "onclick", "onerror", "onload"}
    [policy] = re.findall(r'content="(default-src[^"]*)"', bookstore)
    for name in ("style", "script"):
        [inside] = re.findall(rf"<{name}>(.*?)</{name}>", bookstore, re.DOTALL)
        digest = b64encode(sha256(inside.encode()).digest()).decode()
        assert f"{name}-src &#39;sha256-{digest}&#39;" in policy
    assert policy.startswith("default-src &#39;none&#39;;")


def test_page_has_every_part_for_every_environment(bookstore):
    ids = Read(bookstore).ids
    for environment in ("dev", "test", "prod"):
        for part in ("overview", "picture", "operations", "access", "quotas"):
            assert f"{environment}:{part}" in ids
    assert "diagnostics" in ids


def test_values_of_an_operation_stand_beside_where_they_come_from(bookstore):
    line = (ROOT / "blueprints/bookstore/blueprint.yaml").read_text().splitlines()
    [number] = [number for number, text in enumerate(line, start=1) if text.startswith("  createOrder:")]
    [row] = re.findall(r"<th[^>]*>throttle</th><td>50 a second, 80 at once</td><td>([^<]*)</td>", bookstore)
    assert row.startswith(f"blueprint.yaml:{number}:")


def test_what_is_the_same_in_another_environment_is_told_once(bookstore):
    assert bookstore.count("<td>createOrder</td>") == 1
    assert '22 operations are what they are in <a href="#dev:operations">dev</a>.' in bookstore


def test_matrix_counts_the_operations_of_each_caller(bookstore):
    texts = " ".join(Read(bookstore).texts)
    assert "everybody users everybody with a key partners devices /health" in texts
    assert "/orders 1 5 · · ·" in texts


def test_quotas_tell_what_is_left_the_tightest_first(bookstore):
    [found] = re.findall(r'id="dev:quotas">(.*?)</section>', bookstore, re.DOTALL)
    shares = [float(share) for share in re.findall(r'<meter value="([^"]+)"', found)]
    assert shares == sorted(shares, reverse=True)
    assert '<td data-label="left">616</td>' in found


def test_findings_stand_there_as_lint_shows_them():
    text = page(MemoryFolder(framed("environments: {dev: {account: '111111111111', region: eu-west-9}}")))
    assert '<pre class="finding warning" tabindex="0">warning[AC0202]:' in text
    assert "Diagnostics: 1 warning" in text


def test_names_of_strangers_stay_text():
    said = json.dumps(HOSTILE)
    text = page(
        MemoryFolder(
            framed(
                f"description: {said}\n"
                f"integrations: {{books: {{mock: {{body: {said}}}}}}}\n"
                "--- openapi.yaml\n"
                f"paths: {{/books: {{get: {{operationId: {said}, responses: {{'200': {{description: ok}}}}}}}}}}\n"
            )
        )
    )
    read = Read(text)
    assert text.count("<script>") == 1
    assert "img" not in read.names
    assert not read.attributes & {"onerror", "onclick"}
    assert HOSTILE in "".join(read.texts)


@pytest.mark.parametrize("theme", THEMES)
def test_whatever_is_sound_can_be_told(theme):
    rules = [rule for rule in vars(THEMES[theme]).values() if isinstance(rule, Rule)]
    for rule in rules:
        files = MemoryFolder(framed(rule.good))
        if lint("blueprint.yaml", files).is_sound:
            Read(page(files))


def test_page_of_many_operations_stays_small():
    large = "environments: {dev: {account: '111111111111', region: eu-west-1, quotas: {resources: 2000}}}\n"
    text = page(MemoryFolder(framed(large + paths(500))))
    assert len(text) < 1_200_000
    assert text.count('class="operation"') == 500


def test_same_blueprint_gives_the_same_page(bookstore):
    assert page(DiskFolder(ROOT / "blueprints/bookstore")) == bookstore
