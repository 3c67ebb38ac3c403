"""What holds of a deployment once it stands: only an account can break these, so they have no examples.

`apicompiler verify` finds what breaks them; nothing here looks at a blueprint.
"""

from __future__ import annotations

from apicompiler.diagnostic import ERROR, INFO, WARNING, Rule, Severity

STACK_STATUS = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data"
)
DEPLOYMENT = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html"
REST_API = "https://docs.aws.amazon.com/apigateway/latest/api/API_"
DRIFT = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html"


def _law(code: str, name: str, text: str, evidence: str, severity: Severity = ERROR, cure: str = "") -> Rule:
    return Rule(code=code, name=name, text=text, evidence=evidence, bad="", good="", severity=severity, cure=cure)


MISSING_STACK = _law(
    "AC2600",
    "missing-stack",
    """An environment that is verified has its stack.

    Nothing can be compared with what was never deployed, or is gone.
    """,
    STACK_STATUS,
)
UNSETTLED_STACK = _law(
    "AC2601",
    "unsettled-stack",
    """The last operation on a stack has ended, and ended well.

    While one goes on, what is found is half old and half new. After one that
    failed, CloudFormation leaves behind what it could, and after a rollback
    what was before: in neither case what the blueprint says.
    """,
    STACK_STATUS,
)
UNDEPLOYED_RESOURCE = _law(
    "AC2602",
    "undeployed-resource",
    """Everything in the plan is in the stack.

    What is not has never been deployed: the blueprint has changed since, or
    the deployment that should have made it was rolled back.
    """,
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html",
    cure="deploy it: `cdk deploy`",
)
GONE_RESOURCE = _law(
    "AC2603",
    "gone-resource",
    """What a stack holds is there.

    Somebody has deleted it behind the back of CloudFormation, which goes on
    believing in it and does not make it again by itself.
    """,
    DRIFT,
)
OLDER_SNAPSHOT = _law(
    "AC2604",
    "older-snapshot",
    """A stage serves the deployment that the plan names.

    A deployment is a snapshot that never changes. A rollback sets a stage back
    to the snapshot it had before, while the definition of the API is imported
    anew; and whoever deploys by hand makes a snapshot that no template knows.
    Callers get what the snapshot says, whatever the definition has become.
    """,
    "https://github.com/aws/aws-cdk/issues/14660",
)
CHANGED_OPERATION = _law(
    "AC2605",
    "changed-operation",
    """Every operation does what the plan says, and there are no others.

    It is compared twice: what a stage serves, and what the API is defined as,
    which the next snapshot would be made of.
    """,
    f"{REST_API}GetExport.html",
)
CHANGED_STAGE = _law(
    "AC2606",
    "changed-stage",
    """The settings of a stage are those of the plan.

    Throttles, caches, logs and variables can be changed in the console, where
    they take effect at once and no template hears of it.
    """,
    f"{REST_API}GetStage.html",
)
CHANGED_API = _law(
    "AC2607",
    "changed-api",
    """The settings of an API are those of the plan.

    Its endpoints, its encryption and its resource policy decide who reaches it
    at all.
    """,
    f"{REST_API}GetRestApi.html",
)
CHANGED_DOMAIN = _law(
    "AC2608",
    "changed-domain",
    """A domain has the settings of the plan, and leads where the plan says.

    A base path that leads elsewhere sends callers to another API without a
    word.
    """,
    f"{REST_API}GetBasePathMappings.html",
)
CHANGED_USAGE_PLAN = _law(
    "AC2609",
    "changed-usage-plan",
    """A usage plan allows what the plan says, to the keys that the plan says.""",
    f"{REST_API}GetUsagePlan.html",
)
CHANGED_KEY = _law(
    "AC2610",
    "changed-key",
    """An API key is taken or refused as the plan says.

    Its value is never read here.
    """,
    f"{REST_API}GetApiKey.html",
)
CHANGED_LOG = _law(
    "AC2611",
    "changed-log",
    """A log is kept as long as the plan says.""",
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html",
)
CHANGED_GUARD = _law(
    "AC2612",
    "changed-guard",
    """A stage is guarded by the web ACL of the plan.""",
    "https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACLForResource.html",
)
NOT_COMPARED = _law(
    "AC2613",
    "not-compared",
    """What the plan says can be compared with the account.

    What these credentials may not read, or the service did not answer, is not
    known to differ and not known to be the same.
    """,
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-create-and-manage-api.html",
    severity=WARNING,
)
SILENT_ADDRESS = _law(
    "AC2620",
    "silent-address",
    """An address that callers use answers.""",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html",
)
WRONG_ANSWER = _law(
    "AC2621",
    "wrong-answer",
    """An operation that API Gateway answers by itself answers as its document says.

    Nothing behind it can be at fault: it has no backend.
    """,
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html",
)
REFUSED_PREFLIGHT = _law(
    "AC2622",
    "refused-preflight",
    """A preflight from an allowed origin is answered with leave to call.

    Where it is not, browsers refuse to call, and only they notice.
    """,
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html",
)
OPEN_OPERATION = _law(
    "AC2623",
    "open-operation",
    """An operation that asks who calls refuses whoever does not say.""",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
)
OLDER_TLS = _law(
    "AC2624",
    "older-tls",
    """A handshake with an older protocol than the plan allows is refused.""",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html",
)
NOT_CALLED = _law(
    "AC2625",
    "not-called",
    """Every stage has an operation by which it can be called without leaving a trace.

    Nothing but GET, HEAD and OPTIONS is ever sent, and nothing to a backend
    that was not protected.
    """,
    "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1",
    severity=INFO,
)
