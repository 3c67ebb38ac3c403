"""What APIs rest on in an account: functions, ways into private networks, pools, logs and firewalls."""

from apicompiler import holdings
from apicompiler.diagnostic import WARNING, Finding, Findings
from apicompiler.rules import rule

FUNCTION_STATES = "https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html"
GET_FUNCTION = "https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html"
ALIASES = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html"
VPC_LINKS = "https://docs.aws.amazon.com/apigateway/latest/api/API_VpcLink.html"
PRIVATE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html"
ENDPOINT_STATES = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html"
POOLS = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html"
PRIVATE_DNS = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html"
ENDPOINT_SUBNETS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html"
STREAMS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html"
WEB_ACLS = "https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html"
INTEGRATIONS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html"

EXECUTE_API = "com.amazonaws.eu-west-1.execute-api"
FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:books"
BOOKS = f'--- blueprint.yaml\nintegrations: {{books: {{lambda: "{FUNCTION}"}}}}\n'
LIVE = f'--- blueprint.yaml\nintegrations: {{books: {{lambda: "{FUNCTION}", alias: live}}}}\n'
LINKED = (
    "--- blueprint.yaml\nvpcLinks: {inside: a1b2c3}\n"
    "integrations: {books: {http: 'https://books.example.com/{proxy}', vpcLink: inside}}\n"
)
DOOR = "--- blueprint.yaml\nendpoint: {private: {vpcEndpoints: [vpce-0123456789abcdef0]}}\n"
TOLD = (
    "--- blueprint.yaml\n"
    "authorizers:\n  users:\n"
    "    cognito: {userPool: 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCdEfGhI'}\n"
    "defaults: {integration: books, auth: users}\n"
)
NETWORKED = """--- blueprint.yaml
endpoint:
  private:
    vpcEndpoints:
      - vpc: vpc-0123456789abcdef0
        subnets: [subnet-0123456789abcdef0, subnet-0123456789abcdef1]
        securityGroups: [sg-0123456789abcdef0]
        privateDns: true
"""
LOGGED = (
    "--- blueprint.yaml\nlogging: "
    "{access: 'arn:aws:firehose:eu-west-1:111111111111:deliverystream/amazon-apigateway-books'}\n"
)
GUARDED = (
    "--- blueprint.yaml\n"
    "waf: arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/books/12345678-1234-1234-1234-123456789012\n"
)
ROLE = (
    "--- blueprint.yaml\nintegrations: {books: {sqs: 'arn:aws:sqs:eu-west-1:111111111111:books', "
    "role: 'arn:aws:iam::111111111111:role/books'}}\n"
    "operations: {listBooks: {validate: none}}\n"
)


@rule(
    "AC2540",
    bad=f"lambda:GetFunctionConfiguration: ResourceNotFoundException\n{BOOKS}",
    good=f"lambda:GetFunctionConfiguration: {{State: Active}}\n{BOOKS}",
    evidence=GET_FUNCTION,
)
def missing_function(held: holdings.Function) -> Findings:
    """A function that is named and not made here exists before the APIs that call it.

    Leave to call it is added to its policy, and there is none to add it to.
    """
    if not held.is_there:
        yield Finding(
            at=held.at,
            message=f"there is no function {held.called.rstrip(',')}",
            help="deploy it first, or let it be made here: a name in `functions`",
        )


@rule(
    "AC2541",
    bad=f"lambda:GetFunctionConfiguration: {{State: Failed, StateReason: The image was deleted}}\n{BOOKS}",
    good=f"lambda:GetFunctionConfiguration: {{State: Inactive}}\n{BOOKS}",
    severity=WARNING,
    evidence=FUNCTION_STATES,
)
def function_that_does_not_run(held: holdings.Function) -> Findings:
    """A function that is called can run.

    One that was idle for long is `Inactive`, and wakes up; one that is `Pending` or
    `Failed` answers no call.
    """
    if held.is_there and held.state not in ("Active", "Inactive", ""):
        because = f" ({held.reason.rstrip('.')})" if held.reason else ""
        yield Finding(
            at=held.at,
            message=f"the function {held.called} is in the state `{held.state}`{because}",
            help=f"`aws lambda wait function-active-v2 --function-name {held.name}`"
            if held.state == "Pending"
            else "deploy it again, with what it is missing",
        )


@rule(
    "AC2542",
    bad=f"lambda:GetFunctionConfiguration live: ResourceNotFoundException\n{LIVE}",
    good=f"lambda:GetFunctionConfiguration live: {{State: Active}}\n{LIVE}",
    evidence=ALIASES,
)
def missing_alias(held: holdings.Function) -> Findings:
    """An alias or a version of a function that is called exists."""
    for qualifier in held.missing:
        yield Finding(
            at=held.at,
            message=f"the function {held.called} has no alias or version `{qualifier}`",
            help=f"`aws lambda create-alias --function-name {held.name} --name {qualifier} --function-version …`, "
            "or name another",
        )


@rule(
    "AC2543",
    bad=f"apigateway:GetVpcLink: NotFoundException\napigatewayv2:GetVpcLink: NotFoundException\n{LINKED}",
    good=f"apigateway:GetVpcLink: {{status: AVAILABLE}}\n{LINKED}",
    evidence=VPC_LINKS,
)
def missing_vpc_link(held: holdings.Link) -> Findings:
    """A VPC link that is named by its id exists in the region of the APIs."""
    if not held.is_there:
        yield Finding(
            at=held.at,
            message=f"there is no VPC link {held.called.rstrip(',')}",
            help="`aws apigateway get-vpc-links` and `aws apigatewayv2 get-vpc-links` show those there are",
        )


@rule(
    "AC2544",
    bad=f"apigateway:GetVpcLink: {{status: FAILED, statusMessage: The NLB was deleted}}\n{LINKED}",
    good=f"apigateway:GetVpcLink: {{status: AVAILABLE}}\n{LINKED}",
    evidence=VPC_LINKS,
)
def vpc_link_that_leads_nowhere(held: holdings.Link) -> Findings:
    """A VPC link is available before it is called through."""
    if held.is_there and held.status not in ("AVAILABLE", ""):
        because = f" ({held.reason.rstrip('.')})" if held.reason else ""
        yield Finding(
            at=held.at,
            message=f"the VPC link {held.called} is in the state `{held.status}`{because}",
            help="wait until it is `AVAILABLE`" if held.status == "PENDING" else "make another, and name that one",
        )


@rule(
    "AC2545",
    bad=f"ec2:DescribeVpcEndpoints: InvalidVpcEndpointId.NotFound\n{DOOR}",
    good=f"ec2:DescribeVpcEndpoints:\n  VpcEndpoints: [{{State: available, ServiceName: {EXECUTE_API}}}]\n{DOOR}",
    evidence=PRIVATE,
)
def missing_vpc_endpoint(held: holdings.Endpoint) -> Findings:
    """An interface endpoint that is named exists, in the account and region of the APIs."""
    if not held.is_there:
        yield Finding(
            at=held.at,
            message=f"there is no VPC endpoint {held.called.rstrip(',')}",
            help="`aws ec2 describe-vpc-endpoints` shows those there are; or have one made: `{vpc: …, subnets: […]}`",
        )


@rule(
    "AC2546",
    bad=f"ec2:DescribeVpcEndpoints:\n  VpcEndpoints: [{{ServiceName: com.amazonaws.eu-west-1.s3}}]\n{DOOR}",
    good=f"ec2:DescribeVpcEndpoints:\n  VpcEndpoints: [{{State: available, ServiceName: {EXECUTE_API}}}]\n{DOOR}",
    evidence=PRIVATE,
)
def endpoint_of_another_service(held: holdings.Endpoint) -> Findings:
    """An interface endpoint through which APIs are called is one for `execute-api`."""
    if held.is_there and held.service and not held.service.endswith(".execute-api"):
        yield Finding(
            at=held.at,
            message=f"the VPC endpoint {held.called} is one for `{held.service}`",
            help="name one for `execute-api`",
        )


@rule(
    "AC2547",
    bad=f"ec2:DescribeVpcEndpoints:\n  VpcEndpoints: [{{State: rejected, ServiceName: {EXECUTE_API}}}]\n{DOOR}",
    good=f"ec2:DescribeVpcEndpoints:\n  VpcEndpoints: [{{State: available, ServiceName: {EXECUTE_API}}}]\n{DOOR}",
    evidence=ENDPOINT_STATES,
)
def vpc_endpoint_that_is_shut(held: holdings.Endpoint) -> Findings:
    """An interface endpoint is available before APIs are called through it."""
    if held.is_there and held.state.lower() not in ("available", ""):
        yield Finding(
            at=held.at,
            message=f"the VPC endpoint {held.called} is in the state `{held.state}`",
            help="wait until it is `available`"
            if held.state.lower() == "pending"
            else "make another, and name that one",
        )


@rule(
    "AC2548",
    bad=f"cognito-idp:DescribeUserPool: ResourceNotFoundException\n{TOLD}",
    good=f"cognito-idp:DescribeUserPool: {{UserPool: {{Id: eu-west-1_AbCdEfGhI}}}}\n{TOLD}",
    evidence=POOLS,
)
def missing_user_pool(held: holdings.Pool) -> Findings:
    """A user pool whose tokens are taken exists before the authorizer that takes them."""
    if not held.is_there:
        yield Finding(
            at=held.at,
            message=f"there is no user pool {held.called.rstrip(',')}",
            help="`aws cognito-idp list-user-pools --max-results 60` shows those there are; or write `create`",
        )


@rule(
    "AC2549",
    bad=f"firehose:DescribeDeliveryStream: ResourceNotFoundException\n{LOGGED}",
    good=f"firehose:DescribeDeliveryStream:\n  DeliveryStreamDescription: {{DeliveryStreamStatus: ACTIVE}}\n{LOGGED}",
    evidence=STREAMS,
)
def missing_delivery_stream(held: holdings.Stream) -> Findings:
    """The delivery stream that access logs are sent to exists, and is active."""
    if not held.is_there:
        yield Finding(
            at=held.at,
            message=f"there is no delivery stream {held.called.rstrip(',')}",
            help="make it first, or write `access: json`",
        )
    elif held.status not in ("ACTIVE", ""):
        yield Finding(
            at=held.at,
            message=f"the delivery stream {held.called} is in the state `{held.status}`",
            help="wait until it is `ACTIVE`",
        )


@rule(
    "AC2550",
    bad=f"wafv2:GetWebACL: WAFNonexistentItemException\n{GUARDED}",
    good=f"wafv2:GetWebACL: {{WebACL: {{Name: books}}}}\n{GUARDED}",
    evidence=WEB_ACLS,
)
def missing_web_acl(held: holdings.WebAcl) -> Findings:
    """A web ACL that is to stand before stages exists: in their region, and that of CloudFront in us-east-1."""
    if not held.is_there:
        scope = "CLOUDFRONT --region us-east-1" if ":global/" in held.name else "REGIONAL"
        yield Finding(
            at=held.at,
            message=f"there is no web ACL {held.called.rstrip(',')}",
            help=f"`aws wafv2 list-web-acls --scope {scope}` shows those there are; or write `managed`",
        )


@rule(
    "AC2551",
    bad=f"iam:GetRole books: NoSuchEntity\n{ROLE}",
    good=f"iam:GetRole books: {{Role: {{RoleName: books}}}}\n{ROLE}",
    evidence="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
)
def missing_part(held: holdings.Part) -> Findings:
    """What a resource is made of exists before it: a role, a layer, a subnet, a load balancer, an image.

    The service refuses a resource that names what is not there.
    """
    if not held.is_there:
        yield Finding(
            at=held.at,
            message=f"there is no {held.kind} {held.called.rstrip(',')}",
            help="make it first, or name one that is there",
        )


@rule(
    "AC2552",
    bad=f"sqs:GetQueueUrl: QueueDoesNotExist\n{ROLE}",
    good=f"sqs:GetQueueUrl: {{QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111111111111/books'}}\n{ROLE}",
    severity=WARNING,
    evidence=INTEGRATIONS,
)
def missing_backend(held: holdings.Backend) -> Findings:
    """What answers calls, or is told of them, is there.

    A queue, a topic, a table, a stream, an event bus or a state machine is not
    looked for when its API is deployed: every call ends in an error instead.
    """
    if not held.is_there:
        yield Finding(
            at=held.at,
            message=f"there is no {held.kind} {held.called.rstrip(',')}",
            help="make it, or name one that is there",
        )


@rule(
    "AC2553",
    bad=f"ec2:DescribeSubnets: {{Subnets: [{{VpcId: vpc-0123456789abcdef1}}]}}\n{NETWORKED}",
    good=f"ec2:DescribeSubnets: {{Subnets: [{{VpcId: vpc-0123456789abcdef0}}]}}\n{NETWORKED}",
    evidence=ENDPOINT_SUBNETS,
)
def part_of_another_vpc(held: holdings.Neighbour) -> Findings:
    """The subnets and security groups of one thing are of one VPC."""
    if held.vpc != held.wanted:
        yield Finding(
            at=held.at,
            message=f"the {held.kind} `{held.name}` is of `{held.vpc}`, and what is beside it of `{held.wanted}`",
            help=f"name a {held.kind} of `{held.wanted}`",
        )


@rule(
    "AC2554",
    bad=f"""
ec2:DescribeVpcEndpoints:
  VpcEndpoints: [{{VpcEndpointId: vpce-0f, State: available, PrivateDnsEnabled: true, ServiceName: {EXECUTE_API}}}]
{NETWORKED}""",
    good=f"""
ec2:DescribeVpcEndpoints:
  VpcEndpoints: [{{VpcEndpointId: vpce-0f, State: available, PrivateDnsEnabled: false, ServiceName: {EXECUTE_API}}}]
{NETWORKED}""",
    evidence=PRIVATE_DNS,
)
def private_dns_that_is_taken(held: holdings.PrivateDns) -> Findings:
    """In a VPC the addresses of API Gateway lead to one interface endpoint.

    A second one with private DNS is refused.
    """
    yield Finding(
        at=held.at,
        message=f"in `{held.vpc}` the addresses of API Gateway lead to `{held.name}` already",
        help=f"name `{held.name}` instead of making another, or leave `privateDns` out",
    )
