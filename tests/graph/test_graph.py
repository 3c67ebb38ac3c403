"""What stands in a picture, and what leads to what."""

import pytest
from pictured import EXAMPLES, STORIES, example, fragment, paths, subjects

from apicompiler.graph import KINDS, graph
from apicompiler.graph.calls import BOXES
from apicompiler.read.files import DiskFolder

PUBLIC = "defaults: {integration: books, auth: none}\n"
ENOUGH = "environments: {dev: {account: '111111111111', region: eu-west-1, quotas: {resources: 2000}}}\n"


def labels(drawn, kind):
    return [node.label for node in drawn.nodes if node.kind == kind]


def ways(drawn):
    """Return every way from a caller to where it ends, by its labels."""
    names = {node.id: node.label for node in drawn.nodes}
    found, open_ = set(), [("client",)]
    while open_:
        way = open_.pop()
        ahead = [edge.target for edge in drawn.edges if edge.source == way[-1]]
        open_ += [(*way, target) for target in ahead]
        if not ahead:
            found.add(tuple(names[id] for id in way))
    return found


@pytest.mark.parametrize("folder", [*STORIES, *EXAMPLES], ids=lambda folder: folder.name)
def test_every_box_lies_on_a_way_from_a_caller_and_every_arrow_leads_on(folder):
    order = list(KINDS)
    for subject in subjects(DiskFolder(folder)):
        drawn = graph(subject)
        kinds = {node.id: order.index(node.kind) for node in drawn.nodes}
        assert all(kinds[edge.source] < kinds[edge.target] for edge in drawn.edges)
        reached = drawn.through(["client"])
        assert reached.nodes == drawn.nodes


def test_call_goes_from_record_to_backend():
    [dev, *_] = example("bookstore")
    found = ways(graph(dev))
    orders = ("callers", "A, AAAA", "api.dev.example.com", "v2 / live", "users", "/orders", "orders")
    assert (*orders, "bookstore-dev-orders") in found
    assert ("callers", "execute-api", "v1 / live", "everybody", "GET /health", "health") in found
    assert not [way for way in found if "v1 / live" in way and "users" in way]


def test_backend_that_stages_name_differently_is_drawn_for_each():
    [dev, *_] = example("bookstore")
    backends = {node.label: node.detail for node in graph(dev).nodes if node.kind == "backend"}
    assert backends["catalog.dev.example.com"] == ("HTTP", "for live")
    assert backends["catalog-next.dev.example.com"] == ("HTTP", "for preview")


def test_picture_of_one_api_shows_what_its_calls_go_through():
    [dev, *_] = example("bookstore")
    drawn = graph(dev, apis=["v1"])
    assert labels(drawn, "stage") == ["v1 / live", "v1 / preview"]
    assert labels(drawn, "authorizer") == ["everybody"]
    assert labels(drawn, "integration") == ["health", "catalog"]


def test_messages_come_over_a_connection_that_somebody_was_let_in_to():
    [chat, *_] = example("chat")
    found = ways(graph(chat))
    start = ("callers", "execute-api", "live / live")
    assert (*start, "tickets", "$connect", "chat", "chat-dev-chat") in found
    assert (*start, "whoever is connected", "messages", "chat", "chat-dev-chat") in found


def test_calls_of_an_edge_endpoint_enter_through_cloudfront():
    [subject] = fragment(PUBLIC + "endpoint: edge\n")
    assert labels(graph(subject), "cdn") == ["CloudFront"]


def test_private_api_is_reached_through_its_endpoints():
    [subject] = fragment(
        PUBLIC
        + "endpoint: {private: {vpcEndpoints: [vpce-0123456789abcdef0], allow: [{vpce: vpce-0123456789abcdef0}]}}\n"
    )
    [address] = [node for node in graph(subject).nodes if node.kind == "domain"]
    assert address.detail == ("private", "by vpce-0123456789abcdef0")


def test_address_that_is_closed_is_not_drawn():
    [subject] = fragment(
        PUBLIC + "executeApi: false\n"
        "domains: {main: {name: api.example.com, certificate: "
        "'arn:aws:acm:eu-west-1:111111111111:certificate/11111111-1111-1111-1111-111111111111', paths: {/: v1}}}\n"
    )
    assert labels(graph(subject), "domain") == ["api.example.com"]


class TestGrouping:
    def test_few_operations_are_written_out(self):
        [subject] = fragment(PUBLIC + paths(6, groups=2))
        [first, second] = [node for node in graph(subject).nodes if node.kind == "operations"]
        assert (first.label, first.detail) == ("/g0", ("GET /g0/p0", "GET /g0/p2", "GET /g0/p4"))
        assert second.label == "/g1"

    def test_many_operations_are_counted(self):
        [subject] = fragment(PUBLIC + ENOUGH + paths(500))
        boxes = [node for node in graph(subject).nodes if node.kind == "operations"]
        assert [(box.label, box.detail) for box in boxes] == [(f"/g{number}", ("50 GET",)) for number in range(10)]

    def test_more_groups_than_anybody_reads_are_gathered(self):
        [subject] = fragment(PUBLIC + ENOUGH + paths(500, groups=250))
        boxes = [node for node in graph(subject).nodes if node.kind == "operations"]
        assert len(boxes) == BOXES + 1
        assert (boxes[-1].label, boxes[-1].detail) == ("others", (f"{500 - 2 * BOXES} GET",))

    def test_tags_gather_operations_of_many_paths(self):
        [subject] = fragment(PUBLIC + paths(9, tags=True))
        assert labels(graph(subject, by="tag"), "operations") == ["t0", "t1", "t2"]

    def test_what_all_paths_begin_with_tells_nothing_apart(self):
        answer = "{get: {responses: {'200': {description: ok}}}}"
        written = ", ".join(f"'/api/v1/{name}/{{id}}': {answer}" for name in ("books", "orders"))
        [subject] = fragment(PUBLIC + f"--- openapi.yaml\npaths: {{{written}, /api/v1/books: {answer}}}\n")
        assert labels(graph(subject), "operations") == ["/api/v1/books", "GET /api/v1/orders/{id}"]
