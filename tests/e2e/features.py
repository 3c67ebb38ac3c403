"""What the suite looks at, in the order of its table."""

FEATURES = {
    "deploy": "bootstrap and deploy",
    "resources": "every resource exists",
    "permissions": "functions let in who has to call them",
    "routing": "routing",
    "mock": "mock and mapping templates",
    "validation": "request validation: 400 with the reason",
    "responses": "gateway responses with CORS",
    "preflight": "preflight without credentials",
    "keys": "API keys: 403 and 200",
    "quota": "quota of a plan: 429",
    "throttle": "throttle of a stage or a method: 429",
    "variables": "stage variables choose backends and aliases",
    "lambda": "Lambda proxy, and its errors",
    "http": "HTTP proxy with path mapping",
    "sqs": "SQS through its role",
    "stepfunctions": "Step Functions through its role",
    "dynamodb": "DynamoDB through its role",
    "s3": "S3 through its role",
    "services": "SNS, EventBridge, Kinesis and Logs through their roles",
    "token": "Lambda token authorizer, and its denial",
    "request": "Lambda request authorizer, and its denial",
    "iam": "IAM authorization",
    "cognito": "Cognito tokens with scopes",
    "domain": "custom domain, with versions by base path",
    "private": "private policy, closed addresses",
    "websocket": "WebSocket: connect, route, reply",
    "cache": "caches of stages",
    "logs": "access logs",
    "change": "a change, deployed again",
    "pinned": "pinned stages: promoted and rolled back",
    "commands": "`deploy`, `keys` and `--hotswap` of apicompiler",
    "verify": "`apicompiler verify` finds what is changed by hand",
    "clients": "clients of `apicompiler sdk`",
    "diff": "`cdk diff` without differences",
    "destroy": "destroyed, and nothing left",
}

NOWHERE = {
    "canary split": "not in the language, since CloudFormation cannot take one away again"
    " ([decision 16](decisions/0016-what-is-served-is-written-down.md))",
}
"""Features that no blueprint can have."""
