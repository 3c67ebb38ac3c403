"""However badly an account answers, what it does tell is told, and nothing is changed."""

import re
import textwrap
from pathlib import Path

import botocore.session
import pytest
import yaml
from botocore.exceptions import ReadTimeoutError
from frame import ANSWERS, WrittenAccount, framed, laid_over

from apicompiler import holdings
from apicompiler.account import preflight
from apicompiler.account.preflight.actions import ACTIONS
from apicompiler.account.preflight.counts import COUNTED
from apicompiler.account.trouble import Unreachable
from apicompiler.catalogue import RULES
from apicompiler.check import check_holdings
from apicompiler.compiler import lint, plans
from apicompiler.division import divided
from apicompiler.emit.resources import elsewhere, resources
from apicompiler.outcome import Outcome
from apicompiler.read.files import DiskFolder, MemoryFolder

ROOT = Path(__file__).parents[3]
CERTIFIED = """
name: books
functions: {orders: {code: services/orders, handler: app.handler, runtime: python3.13}}
integrations: {books: {lambda: orders}}
domains:
  main:
    name: api.example.com
    certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/12345678-1234-1234-1234-123456789012"
    paths: {/: v1}
"""
CODE = {"services/orders/app.py": "def handler(event, context): return {}\n"}


def outcome(blueprint):
    compilation = lint("blueprint.yaml", MemoryFolder({**framed(blueprint), **CODE}))
    [target], [plan] = compilation.targets, plans(compilation)
    return Outcome(target, plan)


def declared(made):
    yield from resources(made.plan, {})
    yield from elsewhere(made.plan)


def found(made, account):
    """Return the codes that are found in an account, with their messages."""
    held = preflight.look(made.target, made.plan, declared(made), account)
    return {diagnostic.rule.code: diagnostic.finding for diagnostic in check_holdings(held, RULES)}


def written(answers=""):
    return WrittenAccount(laid_over(yaml.safe_load(ANSWERS.read_text()), yaml.safe_load(answers) or {}))


@pytest.fixture
def certified():
    return outcome(CERTIFIED)


def test_what_is_denied_is_named_and_the_rest_is_looked_at(unruly, certified):
    unruly.refuse("acm.DescribeCertificate", "AccessDeniedException", "User is not authorized", 403)
    seen = found(certified, unruly.connection)
    assert "`acm:DescribeCertificate` is not allowed with these credentials" in seen["AC2500"].message
    assert "certificate/12345678" in seen["AC2500"].message
    assert "AC2501" in seen
    assert "AC2510" not in seen


def test_what_is_throttled_is_not_said_to_be_missing(unruly, certified):
    unruly.refuse("acm.DescribeCertificate", "ThrottlingException", "Rate exceeded", 400)
    seen = found(certified, unruly.connection)
    assert "was not answered" in seen["AC2500"].message
    assert seen["AC2500"].help == "ask again; the answer was: throttled to the last attempt: Rate exceeded"
    assert "AC2510" not in seen


def test_a_service_that_does_not_answer_in_time_keeps_nobody_else_from_answering(unruly, certified):
    unruly.fail("acm.DescribeCertificate", ReadTimeoutError(endpoint_url="https://acm"))
    seen = found(certified, unruly.connection)
    assert "no answer in time to `acm:DescribeCertificate`" in seen["AC2500"].help
    assert "AC2501" in seen


def test_a_refusal_that_nobody_knows_is_told_in_the_words_of_the_service(unruly, certified):
    unruly.refuse("acm.DescribeCertificate", "InvalidArnException", "The ARN is of no use", 400)
    assert "InvalidArnException: The ARN is of no use" in found(certified, unruly.connection)["AC2500"].help


def test_credentials_that_end_in_the_middle_end_the_look(unruly, certified):
    unruly.refuse("ssm.GetParameter", "ExpiredTokenException", "The security token is expired", 400)
    with pytest.raises(Unreachable, match="does not know these credentials, or no longer"):
        found(certified, unruly.connection)


def test_what_is_missing_is_found_in_an_account_that_has_nothing(unruly, certified):
    assert found(certified, unruly.connection).keys() == {"AC2501", "AC2510"}


def test_everything_is_asked_for_once(unruly, certified):
    asked = []
    unruly.session.events.register(
        "provide-client-params.*", lambda params, model, **_: asked.append((model.name, repr(params)))
    )
    found(certified, unruly.connection)
    assert len(asked) == len(set(asked)) > 5


OURS = """
cloudformation:DescribeStacks: {Stacks: [{StackName: books-dev, StackStatus: %s}]}
lambda:GetFunctionConfiguration: {State: Active}
iam:GetRole: {Role: {RoleName: books-dev-orders}}
logs:DescribeLogGroups: {logGroups: [{logGroupName: /aws/lambda/books-dev-orders}]}
cloudformation:ListStackResources:
  StackResourceSummaries:
    - {LogicalResourceId: FunctionOrders, ResourceType: "AWS::Lambda::Function",
       PhysicalResourceId: books-dev-orders, ResourceStatus: %s}
    - {LogicalResourceId: FunctionRoleOrders, ResourceType: "AWS::IAM::Role",
       PhysicalResourceId: books-dev-orders, ResourceStatus: CREATE_COMPLETE}
    - {LogicalResourceId: FunctionLogOrders, ResourceType: "AWS::Logs::LogGroup",
       PhysicalResourceId: /aws/lambda/books-dev-orders, ResourceStatus: CREATE_COMPLETE}
"""


def test_what_our_own_stack_holds_is_taken_by_nobody_else(certified):
    assert found(certified, written(OURS % ("UPDATE_COMPLETE", "CREATE_COMPLETE"))) == {}


FRONTED = """
name: books
domains:
  main: {name: api.example.com, certificate: create, zone: {name: example.com, id: Z0123456789ABC}, paths: {/: v1}}
cloudFront: {domain: main, waf: managed}
executeApi: false
operations: {listBooks: {auth: none}}
"""


def test_what_cloudfront_reads_is_asked_for_in_its_region():
    asked = {(q.operation, q.region, q.parameters.get("StackName")) for q in rehearsed(outcome(FRONTED))}
    assert ("list_stack_resources", "us-east-1", "books-dev-certificates") in asked
    assert ("describe_log_groups", "us-east-1", None) in asked
    assert {region for operation, region, _ in asked if operation == "list_web_acls"} == {"us-east-1", ""}
    assert ("get_parameter", "us-east-1", None) in asked


def test_a_stack_that_is_half_deleted_is_told_with_what_it_has_left_behind(certified):
    seen = found(certified, written(OURS % ("DELETE_FAILED", "DELETE_COMPLETE")))
    assert seen.keys() == {"AC2503", "AC2570"}
    assert "`DELETE_FAILED`" in seen["AC2503"].message
    assert seen["AC2570"].message == "the function `books-dev-orders` is there already, and not of this stack"


def test_a_stack_that_is_being_deleted_is_waited_for(certified):
    seen = found(certified, written(OURS % ("DELETE_IN_PROGRESS", "CREATE_COMPLETE")))
    assert "aws cloudformation wait stack-delete-complete" in seen["AC2504"].help


WIDE = (Path(__file__).parent / "wide.yaml").read_text()
THERE = """
apigateway:GetDomainName old.example.com: {endpointConfiguration: {types: [REGIONAL]}}
apigateway:GetVpcLink: {status: AVAILABLE}
apigatewayv2:GetVpcLink: NotFoundException
cloudformation:ListExports:
  Exports: [{Name: BooksArn, Value: "arn:aws:lambda:eu-west-1:111111111111:function:books"}]
dynamodb:DescribeTable: ResourceNotFoundException
elbv2:DescribeLoadBalancers: {LoadBalancers: [{State: {Code: active}}]}
events:DescribeEventBus: {Name: team/orders}
iam:GetUser: {User: {UserName: jo}}
kinesis:DescribeStreamSummary: {StreamDescriptionSummary: {StreamStatus: ACTIVE}}
lambda:GetFunctionConfiguration wide-dev-orders: ResourceNotFoundException
lambda:GetFunctionConfiguration wide-dev-picture: ResourceNotFoundException
lambda:GetLayerVersionByArn: {Version: 3}
s3:HeadBucket: NoSuchBucket
sns:GetTopicAttributes: {Attributes: {}}
sqs:GetQueueUrl: AWS.SimpleQueueService.NonExistentQueue
stepfunctions:DescribeStateMachine: {status: ACTIVE}
ssm:GetParameter /wide/group: {Parameter: {Type: String, Value: sg-0123456789abcdef0}}
ssm:GetParameter /wide/layer: {Parameter: {Type: String, Value: "arn:aws:lambda:eu-west-1:111111111111:layer:books:4"}}
ssm:GetParameter /wide/link: {Parameter: {Type: String, Value: d4e5f6}}
ssm:GetParameter /wide/machine:
  Parameter: {Type: String, Value: "arn:aws:states:eu-west-1:111111111111:stateMachine:fulfil"}
ssm:GetParameter /wide/stream:
  Parameter: {Type: String, Value: "arn:aws:firehose:eu-west-1:111111111111:deliverystream/amazon-apigateway-books"}
ssm:GetParameter /wide/topic: {Parameter: {Type: String, Value: "arn:aws:sns:eu-west-1:111111111111:alarms"}}
"""


def test_everything_that_can_be_named_is_found_where_it_is_there():
    assert found(outcome(WIDE), written(THERE)) == {}


def test_everything_that_can_be_named_is_missed_where_it_is_not(recorded):
    parameters = {name: answer for name, answer in yaml.safe_load(THERE).items() if name.startswith("ssm:")}
    operations = {name.split(" ")[0] for name in (*yaml.safe_load(ANSWERS.read_text()), *yaml.safe_load(THERE))}
    nothing = WrittenAccount({**dict.fromkeys(operations, "ResourceNotFoundException"), **parameters})
    made = outcome(WIDE)
    held = preflight.look(made.target, made.plan, declared(made), nothing)
    seen = sorted({f"{d.rule.code} {d.finding.message}" for d in check_holdings(held, RULES)})
    recorded(Path(__file__).parent / "empty" / "wide.txt", "\n".join(seen) + "\n")


def test_what_is_called_as_somebody_elses_is_taken():
    there = {
        "dynamodb:DescribeTable": {"Table": {}}, "sqs:GetQueueUrl": {"QueueUrl": "x"}, "s3:HeadBucket": "403",
        "iam:GetPolicy": {"Policy": {}},
        "cloudformation:ListExports": {"Exports": [
            {"Name": "BooksArn", "Value": "arn:aws:lambda:eu-west-1:111111111111:function:books"},
            {"Name": "WideTable", "ExportingStackId": "arn:aws:cloudformation:eu-west-1:111111111111:stack/other/1"},
        ]},
    }  # fmt: skip
    account = written(THERE)
    account.answers |= {name.lower(): answer for name, answer in there.items()}
    made = outcome(WIDE)
    held = preflight.look(made.target, made.plan, declared(made), account)
    assert sorted(thing.kind for thing in held if isinstance(thing, holdings.Name)) == [
        "bucket", "export", "policy", "queue", "table",
    ]  # fmt: skip


def test_no_secret_is_ever_read():
    for blueprint in ("bookstore", "members", "shop"):
        asked = {question.operation for made in examples(blueprint) for question in rehearsed(made)}
        assert "describe_secret" in asked
        assert "get_secret_value" not in asked


def test_no_parameter_is_decrypted():
    questions = [question for made in examples("bookstore") for question in rehearsed(made)]
    assert all("WithDecryption" not in question.parameters for question in questions)


def test_the_page_says_how_many_questions_there_are():
    [us] = [made for made in examples("shop") if made.target.environment.key == "us"]
    page = (ROOT / "docs" / "preflight.md").read_text()
    assert f"{len(rehearsed(us))} questions for the shop in `us`" in page


def test_only_questions_are_asked():
    for blueprint in ("bookstore", "chat", "intake", "members", "partner", "petstore", "shop"):
        for made in examples(blueprint):
            for question in rehearsed(made):
                assert re.match(r"get_|describe_|list_|head_", question.operation)


def examples(blueprint):
    compilation = lint("blueprint.yaml", DiskFolder(ROOT / "blueprints" / blueprint))
    pairs = zip(compilation.targets, plans(compilation), strict=True)
    return [Outcome(divided(target), plan) for target, plan in pairs]


def rehearsed(made):
    rehearsal = preflight.Rehearsal(made.target)
    for look in preflight._looks(made.target, made.plan, tuple(declared(made))):
        tuple(look.make(rehearsal))
    return rehearsal.asked


def test_every_question_is_an_action_of_iam():
    """The operations themselves are held against the models of the services: a misspelt one is none."""
    session = botocore.session.get_session()
    for name in ACTIONS:
        service, operation = name.split(".")
        model = session.get_service_model(service)
        assert operation.replace("_", "") in {known.lower() for known in model.operation_names}, name


def test_what_is_asked_page_by_page_has_pages():
    session = botocore.session.get_session()
    sources = (path.read_text() for path in Path(preflight.__file__).parent.glob("*.py"))
    paged = {pair for text in sources for pair in re.findall(r"\.each\(\s*\"([a-z-]+)\", \"([a-z_]+)\"", text)}
    paged |= {(counted.service, counted.operation) for counted in COUNTED if counted.service != "apigatewayv2"}
    for service, operation in paged:
        model = session.get_paginator_model(service)
        assert model.get_paginator("".join(word.capitalize() for word in operation.split("_"))), operation
    assert len(paged) > 8


# Answers ------------------------------------------------------------------------------------------
def test_written_answers_are_such_as_the_services_give():
    session = botocore.session.get_session()
    answers = yaml.safe_load(ANSWERS.read_text())
    shown = [
        answers,
        *(heads(text) for rule in RULES if rule.code.startswith("AC25") for text in (rule.bad, rule.good)),
    ]
    for one in shown:
        for name, answer in one.items():
            service, operation = name.split(" ")[0].split(":")
            model = session.get_service_model(service)
            known = {word.lower(): word for word in model.operation_names}
            if isinstance(answer, dict):
                fits(answer, model.operation_model(known[operation.lower()]).output_shape, name)


def heads(text):
    return yaml.safe_load(textwrap.dedent(text).partition("--- blueprint.yaml\n")[0]) or {}


def fits(answer, shape, where):
    if shape.type_name == "structure":
        for member, value in answer.items():
            assert member in shape.members, f"{where}: {member}"
            if value is not None:
                fits(value, shape.members[member], f"{where}.{member}")
    elif shape.type_name == "list":
        for value in answer:
            fits(value, shape.member, where)
    elif getattr(shape, "enum", None):
        assert answer in shape.enum or answer.lower() in {word.lower() for word in shape.enum}, f"{where}: {answer}"
