"""An API is called to see whether it answers as planned, and only as it may be called without leaving a trace."""

import datetime
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from frame import linted
from test_rules import MESSAGES

from apicompiler.account.deployed.address import Address
from apicompiler.account.deployed.calls import answered, calls, refused_protocol
from apicompiler.account.deployed.places import Places
from apicompiler.account.trouble import Unreachable
from apicompiler.compiler import in_order, lint, plans
from apicompiler.read.files import DiskFolder
from apicompiler.report.text import full
from apicompiler.rules import deployed

BLUEPRINT = """\
apicompiler: 1
name: shop
apis: {v1: openapi.yaml}
environments: {dev: {account: "111111111111", region: eu-west-1}}
integrations:
  catalog: {http: "https://shop.example/{proxy}", timeout: 5s}
  health: {mock: {status: 204}}
defaults: {integration: catalog, auth: iam}
operations: {getHealth: {integration: health, auth: none}}
cors: {origins: ["https://shop.example.com"]}
"""

DOCUMENT = """\
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /books/{id}:
    delete: {operationId: deleteBook, responses: {"200": {description: fine}}}
    get: {operationId: getBook, responses: {"200": {description: fine}}}
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  /feed:
    get: {operationId: listFeed, responses: {"200": {description: fine}}}
    post: {operationId: feed, responses: {"200": {description: fine}}}
  /health:
    get: {operationId: getHealth, responses: {"204": {description: fine}}}
"""


def planned(blueprint=BLUEPRINT, document=DOCUMENT):
    compilation = linted({"blueprint.yaml": blueprint, "openapi.yaml": document})
    assert compilation.is_sound, [diagnostic.finding.message for diagnostic in compilation.diagnostics]
    [plan] = plans(compilation)
    return Places(compilation.targets[0], plan), compilation.documents


class Api(ThreadingHTTPServer):
    """An API on this machine: it answers what it is told to, and remembers what it was asked."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        self.answers = {
            "GET /live/health": (204, {}),
            "OPTIONS /live/books/apicompiler": (204, {"Access-Control-Allow-Origin": "https://shop.example.com"}),
            "GET /live/feed": (403, {}),
        }

    def url(self, scheme="http"):
        return f"{scheme}://127.0.0.1:{self.server_port}/live"


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        asked = f"{self.command} {self.path}"
        self.server.asked.append(asked)
        status, headers = self.server.answers.get(asked, (500, {}))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_OPTIONS = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the names of `http.server`

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def api():
    with Api() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def found(places, url):
    return list(answered(places, "v1", "live", Address(url)))


def test_api_that_answers_as_planned_is_called_three_times_and_changed_never(api):
    places, _ = planned()
    assert found(places, api.url()) == []
    assert api.asked == ["GET /live/health", "OPTIONS /live/books/apicompiler", "GET /live/feed"]


def unwell(api):
    api.answers["GET /live/health"] = (403, {})


def closed_to_pages(api):
    api.answers["OPTIONS /live/books/apicompiler"] = (204, {"Access-Control-Allow-Origin": "https://other.example"})


def open_to_all(api):
    api.answers["GET /live/feed"] = (200, {})


BROKEN = {
    deployed.WRONG_ANSWER: unwell,
    deployed.REFUSED_PREFLIGHT: closed_to_pages,
    deployed.OPEN_OPERATION: open_to_all,
}


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: rule.name)
def test_answer_that_is_not_as_planned_is_found_where_it_was_decided(rule, api, recorded):
    places, documents = planned()
    BROKEN[rule](api)
    [diagnostic] = in_order(found(places, api.url()), documents)
    assert diagnostic.rule is rule
    recorded(MESSAGES / f"{rule.code}.txt", full(diagnostic, documents) + "\n")


def test_address_that_does_not_answer_is_told_once(recorded):
    places, documents = planned()
    [diagnostic] = in_order(found(places, "http://127.0.0.1:1"), documents)
    assert diagnostic.rule is deployed.SILENT_ADDRESS
    recorded(MESSAGES / "AC2620.txt", full(diagnostic, documents) + "\n")


def test_api_of_which_nothing_may_be_called_is_not_called(api, recorded):
    paths = '/books: {post: {operationId: addBook, responses: {"200": {description: fine}}}}'
    blueprint = BLUEPRINT.partition("operations:")[0]
    places, documents = planned(blueprint, DOCUMENT.partition("paths:")[0] + f"paths: {{{paths}}}\n")
    [diagnostic] = in_order(found(places, api.url()), documents)
    assert diagnostic.rule is deployed.NOT_CALLED
    assert api.asked == []
    recorded(MESSAGES / "AC2625.txt", full(diagnostic, documents) + "\n")


def test_authorizer_that_fails_is_no_refusal(api):
    places, _ = planned()
    api.answers["GET /live/feed"] = (500, {})
    [diagnostic] = found(places, api.url())
    assert "nobody gets so far as to be refused" in diagnostic.finding.help


def test_redirect_is_an_answer_and_not_followed(api):
    places, _ = planned()
    api.answers["GET /live/health"] = (302, {"Location": f"{api.url()}/elsewhere"})
    [diagnostic] = found(places, api.url())
    assert "is answered with 302 rather than 204" in diagnostic.finding.message
    assert "GET /live/elsewhere" not in api.asked


@pytest.mark.parametrize("blueprint", ["bookstore", "petstore", "shop", "partner"])
def test_nothing_that_changes_anything_is_ever_called(blueprint):
    compilation = lint("blueprint.yaml", DiskFolder(Path(__file__).parents[2] / "blueprints" / blueprint))
    for target, plan in zip(compilation.targets, plans(compilation), strict=True):
        places = Places(target, plan)
        for key in target.contracts:
            assert {call.method for call in calls(places, key)} <= {"GET", "HEAD", "OPTIONS"}


def test_whatever_else_is_asked_of_an_address_is_our_mistake():
    with pytest.raises(AssertionError, match="nothing that changes anything"):
        Address("http://127.0.0.1:1").answer("POST", "/")


def test_address_that_others_can_read_is_not_safe():
    urls = ["https://a.example", "http://localhost:1/x", "http://[::1]/", "http://a.example", "ftp://127.0.0.1", "x"]
    assert [Address(url).is_safe for url in urls] == [True, True, True, False, False, False]


# encryption ---------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path):
    """Return the file of a certificate that nobody has reason to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(1))
    signed = made.sign(key, hashes.SHA256())
    file = tmp_path / "server.pem"
    kind = serialization.PrivateFormat.PKCS8
    text = key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())
    file.write_bytes(text + signed.public_bytes(serialization.Encoding.PEM))
    return file


def encrypted(api, certificate, oldest, newest):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.minimum_version, context.maximum_version = oldest, newest
    api.socket = context.wrap_socket(api.socket, server_side=True)


def test_address_that_takes_an_older_protocol_is_known_by_its_handshake(api, certificate):
    encrypted(api, certificate, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
    address = Address(api.url("https"))
    assert (address.takes("TLSv1_2"), address.takes("TLSv1_1")) == (True, False)


def test_address_that_takes_none_but_the_newest_protocol_refuses_the_others(api, certificate):
    encrypted(api, certificate, ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3)
    assert not Address(api.url("https")).takes("TLSv1_2")


def test_certificate_that_nobody_trusts_is_no_answer(api, certificate):
    encrypted(api, certificate, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
    with pytest.raises(Unreachable, match="certificate verify failed"):
        Address(api.url("https")).answer("GET", "/health")


def test_older_protocol_is_told_of_where_the_plan_does_not_allow_it(monkeypatch, recorded):
    places, documents = planned(f"{BLUEPRINT}tls: {{policy: SecurityPolicy_TLS13_1_3_2025_09, access: strict}}\n")
    monkeypatch.setattr(Address, "takes", lambda self, protocol: protocol == "TLSv1_2")
    monkeypatch.setattr(Address, "answer", lambda self, method, path, headers: Answered(path, headers))
    [diagnostic] = in_order(found(places, "https://api.example.com/live"), documents)
    assert diagnostic.rule is deployed.OLDER_TLS
    recorded(MESSAGES / "AC2624.txt", full(diagnostic, documents) + "\n")


class Answered:
    """What the API answers as it is planned."""

    def __init__(self, path, headers):
        self.status = 204 if "Origin" in headers or path == "/health" else 403
        self.headers = {"access-control-allow-origin": headers.get("Origin", "")}


@pytest.mark.parametrize(
    ("policy", "refused"),
    [
        (None, None),
        ("TLS_1_0", None),
        ("TLS_1_2", "TLSv1_1"),
        ("SecurityPolicy_TLS13_1_2_2021_06", "TLSv1_1"),
        ("SecurityPolicy_TLS13_1_3_FIPS_2025_09", "TLSv1_2"),
        ("SecurityPolicy_TLS12_PFS_2025_EDGE", "TLSv1_1"),
    ],
)
def test_policy_tells_the_newest_protocol_that_it_does_not_allow(policy, refused):
    assert refused_protocol(policy) == refused
