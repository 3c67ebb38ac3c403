"""Integrations that stand in a document: whether API Gateway can call what they name, and may."""

import re
from collections.abc import Iterator

from apicompiler.access import Iam
from apicompiler.diagnostic import Finding, Findings, Note, Replace
from apicompiler.extensions import NATIVE, Authorizer, Integration, at_home, function_at_home, function_in
from apicompiler.limits import INTEGRATION_TIMEOUT_MS, STREAMING_TIMEOUT_MS
from apicompiler.openapi import ANY, VERBS
from apicompiler.pointers import RoleArn
from apicompiler.rules import rule
from apicompiler.rules.extensions import operation
from apicompiler.suggest import closest
from apicompiler.target import Target

SNAPSHOTS = "https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/"
INTEGRATIONS = f"{SNAPSHOTS}test_apigateway_integrations.snapshot.json"
LAMBDA = f"{SNAPSHOTS}test_apigateway_lambda.snapshot.json"
GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
SERVICE = r"arn:[\w-]+:apigateway:[\w-]+:[\w.-]+:(path|action)/.+"
FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:books"
INVOKED = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{FUNCTION}/invocations"
BUCKET = "arn:aws:apigateway:eu-west-1:s3:path/covers/1.jpg"
ROLE = "arn:aws:iam::111111111111:role/books"
INSIDE = "type: http_proxy, httpMethod: GET, uri: 'http://books.internal'"
CALLER = "arn:aws:iam::*:user/*"
"""The credentials that stand for those of the caller."""


def integration(text: str) -> str:
    """The example of an integration in a document."""
    return operation(f"x-amazon-apigateway-integration: {{{text}}}")


def called(uri: str, rest: str = "") -> str:
    """The example of a proxy integration with a Lambda function."""
    return integration(f"type: aws_proxy, httpMethod: POST, uri: '{uri}'{rest}")


def service(rest: str, uri: str = BUCKET) -> str:
    """The example of an integration with a service."""
    return integration(f"type: aws, httpMethod: GET, uri: '{uri}', {rest}responses: {{default: {{statusCode: 200}}}}")


@rule(
    "AC1406",
    bad=integration("type: http_proxy, uri: 'https://books.example.com'"),
    good=integration("type: http_proxy, httpMethod: GET, uri: 'https://books.example.com'"),
    evidence=INTEGRATIONS,
)
def integration_without_method(integration: Integration) -> Findings:
    """A backend is called with a method that the integration names: for a Lambda function that is POST."""
    method = integration.http_method
    if integration.type_ == "mock" or (method and method.upper() in (*VERBS, ANY)):
        return
    close = closest(method.upper(), VERBS) if method else ""
    yield Finding(
        at=integration.at / "httpMethod",
        message=f"`{method}` is no method of API Gateway" if method else "`httpMethod` is missing",
        help=f"did you mean `{close}`?" if close else "write the method of the backend: `POST` for a Lambda function",
        fix=Replace(integration.at / "httpMethod", close) if close else None,
    )


@rule(
    "AC1407",
    bad=integration("type: http_proxy, httpMethod: GET, uri: 'books.example.com/books'"),
    good=integration("type: http_proxy, httpMethod: GET, uri: 'https://books.example.com/books'"),
    evidence=INTEGRATIONS,
)
def integration_without_url(integration: Integration) -> Findings:
    """The `uri` of an HTTP integration is absolute and begins with `http://` or `https://`.

    A stage variable may stand for the host, not for the scheme.
    """
    host = r"([A-Za-z0-9.-]|\$\{[^{}]*\})+"
    if integration.type_ in ("http", "http_proxy") and not re.fullmatch(
        rf"https?://{host}(:\d{{1,5}})?([/?]\S*)?", integration.uri or ""
    ):
        yield Finding(
            at=integration.at / "uri",
            message=f"`{(integration.uri or '')[:80]}` is no URL that API Gateway can call",
            help="write `https://host/path`",
        )


@rule("AC1408", bad=called(FUNCTION), good=called(INVOKED), evidence=LAMBDA)
def integration_without_path_or_action(target: Target) -> Findings:
    """The `uri` of an AWS integration is the ARN of a path or an action of a service, under `apigateway`.

    Of an ARN, a stage variable may stand for a part, not for the whole.
    """
    for found in _documented(target):
        uri = found.uri or ""
        if found.type_ in ("aws", "aws_proxy") and not re.fullmatch(SERVICE, _at_home(target, uri)):
            is_function = re.match(r"arn:[^:]+:lambda:", uri)
            wrapped = f"arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/{uri}/invocations"
            other = "`arn:${AWS::Partition}:apigateway:${AWS::Region}:<service>:action/<Action>`, or `…:path/…`"
            yield Finding(
                at=found.at / "uri",
                message=f"`{uri[:80]}` says no path or action of a service",
                help=f"write `{wrapped}`" if is_function else f"write {other}",
            )


@rule(
    "AC1409",
    bad=called(BUCKET, f", credentials: '{ROLE}'"),
    good=service(f"credentials: '{ROLE}', "),
    evidence=INTEGRATIONS,
)
def proxy_of_a_service(target: Target) -> Findings:
    """A proxy integration calls a Lambda function, and no other service but Firehose.

    The path of a function is `path/2015-03-31/functions/<ARN of the function>/invocations`, letter by letter.
    """
    for found in _documented(target):
        uri = _at_home(target, found.uri or "")
        if (
            found.type_ == "aws_proxy"
            and re.fullmatch(SERVICE, uri)
            and not function_in(uri)
            and ":firehose:" not in uri
        ):
            is_lambda = ":lambda:" in uri
            yield Finding(
                at=found.at / "uri",
                message="this is not the path under which API Gateway calls a Lambda function"
                if is_lambda
                else "`aws_proxy` calls Lambda functions, and this is another service",
                help="write `…:lambda:path/2015-03-31/functions/<ARN>/invocations`"
                if is_lambda
                else "write `type: aws`, with templates for what is sent and answered",
            )


@rule(
    "AC1410",
    bad=called(INVOKED).replace("POST", "GET"),
    good=called(INVOKED),
    evidence=LAMBDA,
)
def function_called_without_post(integration: Integration) -> Findings:
    """A Lambda function is called with POST, whatever the method of the caller.

    Nothing is refused at deploy time: each call is answered with 500.
    """
    if integration.function and integration.http_method and integration.http_method.upper() != "POST":
        yield Finding(
            at=integration.at / "httpMethod",
            message=f"Lambda does not answer `{integration.http_method}`",
            help="write `POST`; the method of the caller stands in the event",
            fix=Replace(integration.at / "httpMethod", "POST"),
        )


@rule(
    "AC1411",
    bad=service(""),
    good=service(f"credentials: '{ROLE}', "),
    evidence="https://github.com/getmoto/moto/blob/0af643a/moto/apigateway/exceptions.py",
)
def service_without_role(integration: Integration) -> Findings:
    """A service that is no Lambda function is called in a role."""
    if integration.type_ not in ("aws", "aws_proxy") or integration.credentials:
        return
    if integration.uri and ":lambda:" not in integration.uri:
        yield Finding(
            at=integration.at / "credentials",
            message="nothing says in which role the service is called",
            help="write `credentials: arn:aws:iam::${AWS::AccountId}:role/<role>`",
        )


@rule(
    "AC1412",
    bad=service(f"credentials: '{ROLE.replace('1', '2')}', "),
    good=service(f"credentials: '{ROLE.replace('111111111111', '${AWS::AccountId}')}', "),
    evidence="https://github.com/getmoto/moto/blob/0af643a/moto/apigateway/exceptions.py",
)
def role_elsewhere(target: Target) -> Findings:
    """The role of a document is one of the account that is deployed to.

    API Gateway is not handed roles of other accounts.
    """
    account = str(target.environment.account)
    for part, word, text in _roles(target):
        arn = RoleArn.read(re.sub(r"\$\{stageVariables\.\w+\}", "x", _at_home(target, text)))
        if arn and arn.account == account:
            continue
        yield Finding(
            at=part.at / word,
            message=f"the role stands in account {arn.account}, and `{target.environment.key}` is deployed to {account}"
            if arn
            else f"`{text[:80]}` is not {RoleArn.WORDS}",
            help="write `arn:${AWS::Partition}:iam::${AWS::AccountId}:role/<role>`",
        )


@rule(
    "AC1413",
    bad="defaults: {auth: none}\n--- openapi.yaml\n" + called(INVOKED, f", credentials: '{CALLER}'"),
    good="defaults: {auth: iam}\n--- openapi.yaml\n" + called(INVOKED, f", credentials: '{CALLER}'"),
    evidence="https://github.com/amazon-archives/aws-apigateway-importer/issues/4",
)
def identity_of_nobody(target: Target) -> Findings:
    """The identity of the caller is passed on where callers sign: `auth: iam`."""
    for method in target.rest_methods:
        found = method.integration.value if method.integration else None
        if not isinstance(found, Integration) or isinstance(method.access.value, Iam):
            continue
        if _is_caller(found.credentials):
            yield Finding(
                at=found.at / "credentials",
                message=f"callers of `{method.operation.title}` do not sign, and have no identity to pass on",
                help="write `auth: iam` for it, or the ARN of a role here",
                notes=(Note(method.access.at.key, "decided here"),),
            )


@rule(
    "AC1414",
    bad=called(INVOKED.replace("1111", "2222")),
    good=called(INVOKED.replace("111111111111", "${AWS::AccountId}").replace("eu-west-1", "${AWS::Region}")),
    evidence="https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html",
)
def document_names_function_elsewhere(target: Target) -> Findings:
    """A Lambda function that a document names stands in the account and region that is deployed to.

    The stack gives API Gateway the permission to call it, and can do so nowhere else. A document that is published
    in several accounts says `${AWS::AccountId}` and `${AWS::Region}`.
    """
    place = target.environment
    for part in (part for part in target.said if part.function):
        arn = function_at_home(part.function, str(place.account), place.region)
        here = (place.region.partition, str(place.region), str(place.account))
        if arn and (arn.partition, arn.region, arn.account) == here:
            continue
        yield Finding(
            at=part.at / ("uri" if isinstance(part, Integration) else "authorizerUri"),
            message=f"the function is not in account {place.account} and {place.region}, where the API is"
            if arn
            else f"`{part.function[:80]}` is not the ARN of a Lambda function",
            help="write `arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:<name>`",
            notes=(Note(place.at.key, "the environment that is deployed to"),),
        )


@rule(
    "AC1415",
    bad=service(f"credentials: '{ROLE}', ", BUCKET.replace("aws", "aws-cn", 1)),
    good=service(f"credentials: '{ROLE}', ", BUCKET.replace("aws", "${AWS::Partition}", 1)),
    evidence="https://github.com/CodeGenieApp/serverless-express/issues/169",
)
def uri_of_another_partition(target: Target) -> Findings:
    """The `uri` of an AWS integration begins as every ARN of its region does.

    A function is called in its own region.
    """
    region = target.environment.region
    for part in target.said:
        is_call = isinstance(part, Integration)
        uri = _at_home(target, (part.uri if isinstance(part, Integration) else part.authorizer_uri) or "")
        match = re.match(r"arn:([\w-]+):apigateway:([\w-]+):", uri)
        if match and (match[1] != region.partition or (part.function and match[2] != str(region))):
            yield Finding(
                at=part.at / ("uri" if is_call else "authorizerUri"),
                message=f"`{target.environment.key}` is deployed to {region}, where this ARN does not belong",
                help="write `arn:${AWS::Partition}:apigateway:${AWS::Region}:…`",
            )


@rule(
    "AC1416",
    bad=called(INVOKED, ", timeoutInMillis: 31000"),
    good=called(INVOKED, ", timeoutInMillis: 29000"),
    evidence="https://github.com/aws/aws-cdk/issues/31063",
)
def timeout_in_the_document(target: Target) -> Findings:
    """An integration is given between 50 and 29000 milliseconds, and more where AWS has raised the quota."""
    lowest, usual = INTEGRATION_TIMEOUT_MS
    raised = target.environment.quotas.timeout if target.environment.quotas else None
    for found in _documented(target):
        highest = raised.milliseconds if raised else usual
        highest = STREAMING_TIMEOUT_MS if found.response_transfer_mode == "STREAM" else highest
        if found.timeout_in_millis is not None and not lowest <= found.timeout_in_millis <= highest:
            nearest = str(min(max(found.timeout_in_millis, lowest), highest))
            yield Finding(
                at=found.at / "timeoutInMillis",
                message=f"{found.timeout_in_millis} milliseconds are not between {lowest} and {highest}",
                help=f"write `{nearest}`, or declare in the environment what AWS has raised: `quotas: {{timeout: …}}`",
                fix=Replace(found.at / "timeoutInMillis", nearest),
            )


@rule(
    "AC1417",
    bad=integration("type: http_proxy, httpMethod: GET, uri: 'https://${BooksHost}/books'"),
    good=integration("type: http_proxy, httpMethod: GET, uri: 'https://${AWS::Region}.books.example.com/books'"),
    evidence=f"{GUIDE}import-api-aws-variables.html",
)
def unknown_variable_in_document(target: Target) -> Findings:
    """`${…}` in a document is a stage variable, or one of the three that API Gateway itself replaces."""
    for part in target.said:
        for word, text in _names(part):
            for found in re.findall(r"\$\{[^{}]*\}", re.sub(NATIVE, "", text)):
                if not re.fullmatch(r"\$\{stageVariables\.\w+\}", found):
                    yield Finding(
                        at=part.at / word,
                        message=f"nothing replaces `{found}` in a document",
                        help="write the value, `${stageVariables.name}`, `${AWS::AccountId}`, `${AWS::Region}` "
                        "or `${AWS::Partition}`",
                    )


@rule(
    "AC1418",
    bad=integration(f"{INSIDE}, connectionType: VPC_LINK"),
    good=integration(f"{INSIDE}, connectionType: VPC_LINK, connectionId: a1b2c3"),
    evidence=f"{GUIDE}set-up-private-integration.html",
)
def half_a_vpc_link(integration: Integration) -> Findings:
    """`connectionType: VPC_LINK` and the `connectionId` of the link go together."""
    is_link = integration.connection_type == "VPC_LINK"
    if is_link != bool(integration.connection_id):
        yield Finding(
            at=integration.at / ("connectionType" if is_link else "connectionId"),
            message="nothing says which link leads there" if is_link else "nothing says that this is a link",
            help="write `connectionId: …`" if is_link else "write `connectionType: VPC_LINK`",
        )


@rule(
    "AC1419",
    bad=called(INVOKED, ", responseTransferMode: STREAM"),
    good=called(
        INVOKED.replace("2015-03-31", "2021-11-15").replace("/invocations", "/response-streaming-invocations"),
        ", responseTransferMode: STREAM",
    ),
    evidence=f"{GUIDE}response-transfer-mode-lambda.html",
)
def half_a_stream(integration: Integration) -> Findings:
    """What is streamed goes through a proxy; a function is then called under `…/response-streaming-invocations`."""
    is_stream = integration.response_transfer_mode == "STREAM"
    if is_stream and not integration.is_proxy:
        yield Finding(
            at=integration.at / "responseTransferMode",
            message=f"an integration of type `{integration.type_}` cannot be streamed",
            help="remove it, or write a proxy: `aws_proxy` or `http_proxy`",
        )
    elif integration.function and is_stream != (integration.uri or "").endswith("/response-streaming-invocations"):
        yield Finding(
            at=integration.at / "uri",
            message="one of `uri` and `responseTransferMode` says that the answer is streamed, the other does not",
            help="write `…:lambda:path/2021-11-15/functions/<ARN>/response-streaming-invocations` and "
            "`responseTransferMode: STREAM`",
        )


def _documented(target: Target) -> Iterator[Integration]:
    yield from (part for part in target.said if isinstance(part, Integration))


def _roles(target: Target) -> Iterator[tuple[Integration | Authorizer, str, str]]:
    for part in target.said:
        word = "credentials" if isinstance(part, Integration) else "authorizerCredentials"
        text = part.credentials if isinstance(part, Integration) else part.authorizer_credentials
        if text and not _is_caller(text):
            yield part, word, text


def _is_caller(credentials: str | None) -> bool:
    return bool(re.fullmatch(r"arn:[^:]+(::Partition\})?:iam::\*:user/\*", credentials or ""))


def _names(part: Integration | Authorizer) -> Iterator[tuple[str, str]]:
    """Yield what names something in AWS or elsewhere."""
    if isinstance(part, Integration):
        yield "uri", part.uri or ""
        yield "credentials", part.credentials or ""
        yield "connectionId", part.connection_id or ""
    else:
        yield "authorizerUri", part.authorizer_uri or ""
        yield "authorizerCredentials", part.authorizer_credentials or ""
        yield "providerARNs", " ".join(part.provider_ARNs)


def _at_home(target: Target, text: str) -> str:
    """Return *text* as the environment reads it; what nothing replaces, which is reported, stands for anything."""
    known = at_home(text, str(target.environment.account), target.environment.region)
    return re.sub(r"\$\{(?!stageVariables\.)[^{}]*\}", "x", known)
