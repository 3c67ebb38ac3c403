"""The account and region that are deployed to: what has to be there before anything else, and how much room is left."""

from apicompiler import holdings
from apicompiler.diagnostic import INFO, Finding, Findings
from apicompiler.rules import rule

BOOTSTRAPPING = "https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html"
BOOTSTRAP_VERSIONS = "https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-troubleshoot.html"
STATES = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html"
TROUBLESHOOTING = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html"
LOGGING = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"
QUOTAS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
POLICIES = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"

MIGRATION = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-api-migration.html"
DEPLOYED = """
apigateway:GetRestApis: {{items: [{{id: a1b2c3d4e5, endpointConfiguration: {{types: [{}]}}}}]}}
cloudformation:ListStackResources:
  StackResourceSummaries:
    - {{LogicalResourceId: ApiV1, PhysicalResourceId: a1b2c3d4e5, ResourceType: "AWS::ApiGateway::RestApi"}}"""
LOGGED = "--- blueprint.yaml\nlogging: {access: json}\n"
INCREASE = "`aws service-quotas request-service-quota-increase --service-code apigateway --quota-code"

DELETE = "delete it: `aws cloudformation delete-stack --stack-name {name} --region {region}`"
# What leads out of the states in which CloudFormation refuses every update.
WAYS_OUT = {
    "CREATE_FAILED": DELETE,
    "ROLLBACK_COMPLETE": DELETE,
    "ROLLBACK_FAILED": DELETE,
    "DELETE_FAILED": f"mend what kept it, and {DELETE}",
    "UPDATE_ROLLBACK_FAILED": (
        "let it go back: `aws cloudformation continue-update-rollback --stack-name {name} --region {region}`"
    ),
    "REVIEW_IN_PROGRESS": "",  # a change set was made and never executed: the next one creates the stack
}


@rule(
    "AC2500",
    bad="apigateway:GetRestApis: AccessDeniedException",
    good="apigateway:GetRestApis: {items: []}",
    severity=INFO,
    evidence=POLICIES,
)
def unanswered_question(held: holdings.Unasked) -> Findings:
    """Whoever asks for a preflight may look at what the blueprint rests on.

    What the account does not tell is not known to be wrong, and not known to be
    right. Nothing that `apicompiler preflight` asks for changes anything, and
    no secret is read.
    """
    about = ", ".join(held.about[:3])
    more = f" and {len(held.about) - 3} more" if len(held.about) > 3 else ""
    said = "is not allowed with these credentials" if held.is_denied else "was not answered"
    yield Finding(
        at=held.at,
        message=f"`{held.action}` {said}, so nothing is known of {about}{more}",
        help="allow it: `apicompiler preflight --policy` prints everything that is asked"
        if held.is_denied
        else f"ask again; the answer was: {held.reason}",
    )


@rule(
    "AC2501",
    bad="ssm:GetParameter /cdk-bootstrap/hnb659fds/version: ParameterNotFound",
    good='ssm:GetParameter /cdk-bootstrap/hnb659fds/version: {Parameter: {Value: "27"}}',
    evidence=BOOTSTRAPPING,
)
def missing_bootstrap(held: holdings.Bootstrap) -> Findings:
    """A region of an account is bootstrapped for the CDK before anything is deployed there.

    Templates and code are uploaded into a bucket that the bootstrap makes, and
    deployed in roles of it; so is what CloudFront needs, in its own region.
    """
    if held.version is None:
        yield Finding(
            at=held.at,
            message=f"account {held.account} is not bootstrapped for the CDK in {held.region}",
            help=f"`cdk bootstrap aws://{held.account}/{held.region}`",
        )


@rule(
    "AC2502",
    bad='ssm:GetParameter /cdk-bootstrap/hnb659fds/version: {Parameter: {Value: "5"}}',
    good='ssm:GetParameter /cdk-bootstrap/hnb659fds/version: {Parameter: {Value: "6"}}',
    evidence=BOOTSTRAP_VERSIONS,
)
def old_bootstrap(held: holdings.Bootstrap) -> Findings:
    """The bootstrap of a region is as new as the assembly asks for.

    The assembly states the oldest version that will do, and the CDK deploys nothing
    where an older one is found.
    """
    if held.version is not None and held.version < held.wanted:
        yield Finding(
            at=held.at,
            message=f"the bootstrap of account {held.account} in {held.region} is of version {held.version}, and the "
            f"assembly asks for {held.wanted}",
            help=f"`cdk bootstrap aws://{held.account}/{held.region}`, which brings it up to date",
        )


@rule(
    "AC2503",
    bad="cloudformation:DescribeStacks: {Stacks: [{StackName: example-dev, StackStatus: ROLLBACK_COMPLETE}]}",
    good="cloudformation:DescribeStacks: {Stacks: [{StackName: example-dev, StackStatus: UPDATE_ROLLBACK_COMPLETE}]}",
    evidence=TROUBLESHOOTING,
)
def stack_at_a_dead_end(held: holdings.Stack) -> Findings:
    """A stack that is there can be updated.

    One whose first deployment failed, or that could not be deleted or brought
    back, can only be deleted or helped on: every update of it is refused.
    """
    if way_out := WAYS_OUT.get(held.status, ""):
        because = f" ({held.reason.rstrip('.')})" if held.reason else ""
        yield Finding(
            at=held.at,
            message=f"the stack `{held.name}` is in the state `{held.status}`{because}, in which it is never updated",
            help=way_out.format(name=held.name, region=held.region),
        )


@rule(
    "AC2504",
    bad="cloudformation:DescribeStacks: {Stacks: [{StackName: example-dev, StackStatus: UPDATE_IN_PROGRESS}]}",
    good="cloudformation:DescribeStacks: {Stacks: [{StackName: example-dev, StackStatus: UPDATE_COMPLETE}]}",
    evidence=STATES,
)
def stack_in_motion(held: holdings.Stack) -> Findings:
    """Nobody else is deploying the stack, or deleting it.

    CloudFormation does one thing at a time with a stack, and refuses another.
    """
    if held.status.endswith("_IN_PROGRESS") and held.status not in WAYS_OUT:
        wait = "update" if held.status.startswith("UPDATE") else held.status.partition("_")[0].lower()
        known = {
            "update": "stack-update-complete",
            "create": "stack-create-complete",
            "delete": "stack-delete-complete",
        }
        waiter = known.get(wait, "stack-rollback-complete")
        yield Finding(
            at=held.at,
            message=f"the stack `{held.name}` is in the state `{held.status}`: somebody is at it",
            help=f"wait: `aws cloudformation wait {waiter} --stack-name {held.name} --region {held.region}`",
        )


@rule(
    "AC2505",
    bad=f"apigateway:GetAccount: {{cloudwatchRoleArn: null}}\n{LOGGED}",
    good=f"apigateway:GetAccount: {{cloudwatchRoleArn: 'arn:aws:iam::111111111111:role/logs'}}\n{LOGGED}",
    evidence=LOGGING,
)
def no_role_for_logs(held: holdings.LogRole) -> Findings:
    """An account whose stages write logs has a role for it, once in each region.

    Without one a stage that logs is refused, and with it the whole deployment.
    """
    if not held.role:
        yield Finding(
            at=held.at,
            message=f"stages write logs, and API Gateway has no role for it in {held.account} {held.region}",
            help="once: `apicompiler synth --account -o cdk.account`, then "
            f"`cdk deploy --app cdk.account apicompiler-account-{held.account}-{held.region}`",
        )


@rule(
    "AC2506",
    bad="service-quotas:GetServiceQuota: {Quota: {Value: 0.0}}",
    good="service-quotas:GetServiceQuota: {Quota: {Value: 1.0}}",
    evidence=QUOTAS,
)
def quota_that_is_used_up(held: holdings.Quota) -> Findings:
    """What is made fits into what the account has left of its quotas.

    Others in the account take of the same quotas; what is one too many is refused
    in the middle of a deployment.
    """
    if held.others + held.wanted > held.allowed:
        others = f" and {held.others} of others" if held.others else ""
        yield Finding(
            at=held.at,
            message=f"{held.what}: {held.wanted} here{others}, and the account has {held.allowed} in {held.region}",
            help=f"{INCREASE} {held.code} --desired-value {held.others + held.wanted} --region {held.region}`",
        )


@rule(
    "AC2507",
    bad="""
    service-quotas:GetServiceQuota: {Quota: {Value: 300.0}}
    --- blueprint.yaml
    environments: {dev: {account: "111111111111", region: eu-west-1, quotas: {resources: 350}}}
    """,
    good="""
    service-quotas:GetServiceQuota: {Quota: {Value: 400.0}}
    --- blueprint.yaml
    environments: {dev: {account: "111111111111", region: eu-west-1, quotas: {resources: 350}}}
    """,
    evidence=QUOTAS,
)
def quota_that_was_not_raised(held: holdings.Raised) -> Findings:
    """What a blueprint says AWS has raised for an account is raised there.

    `lint` takes its word for it, and AWS refuses what is beyond the quota.
    """
    if held.said > held.allowed:
        yield Finding(
            at=held.at,
            message=f"{held.said} {held.what}, and the account may have {held.allowed} in {held.region}",
            help=f"{INCREASE} {held.code} --desired-value {held.said} --region {held.region}`, or write {held.allowed}",
        )


@rule(
    "AC2508",
    bad=f"{DEPLOYED.format('PRIVATE')}\n--- blueprint.yaml\nendpoint: edge\n",
    good=f"{DEPLOYED.format('REGIONAL')}\n--- blueprint.yaml\nendpoint: edge\n",
    evidence=MIGRATION,
)
def endpoint_that_cannot_change(held: holdings.DeployedApi) -> Findings:
    """An API that is private becomes a regional one before it becomes one at the edge."""
    if (held.endpoint, held.wanted) == ("PRIVATE", "EDGE"):
        yield Finding(
            at=held.at,
            message=f"the API `{held.name}` is private, and API Gateway makes none at the edge of it",
            help="write `endpoint: regional`, deploy, and then write `endpoint: edge`",
        )
