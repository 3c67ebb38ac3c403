"""Makes what a plan says in the account of a test, one call of a service after another: CloudFormation is not there.

What moto does not have is answered as AWS would: the stack, exports, and API mappings.
"""

import io
import json
from collections import defaultdict

from botocore.response import StreamingBody

PREFIX = "x-amazon-apigateway-"


class Deployment:
    """A plan as it stands in an account, until somebody changes it by hand."""

    def __init__(self, unruly, plan):
        self.unruly, self.plan = unruly, plan
        self.status, self.reason = "CREATE_COMPLETE", ""
        self.held, self.made = {}, defaultdict(dict)
        self.exports = {}
        self.guard = next((each.acl for each in plan.associations), "")
        self._apis()
        self._stages()
        self._metering()
        self._domains()
        self._logs()
        unruly.say("cloudformation.DescribeStacks", lambda said: {"Stacks": [self._stack()]})
        unruly.say(
            "cloudformation.ListStackResources", lambda said: {"StackResourceSummaries": list(self._resources())}
        )
        unruly.say("api-gateway.GetExport", lambda said: {"body": told(self._export(said))})
        unruly.say("apigatewayv2.GetApiMappings", lambda said: {"Items": self.mappings})
        unruly.say("wafv2.GetWebACLForResource", lambda said: {"WebACL": {"ARN": self.guard}} if self.guard else {})

    def ask(self, operation, service="apigateway", **parameters):
        return self.unruly.connection.ask(service, operation, **parameters)

    def physical(self, id):
        return self.held[id][1]

    def undo(self, id):
        """Let the stack not have a resource, as after a rollback."""
        return self.held.pop(id)

    def _stack(self):
        return {"StackName": self.plan.name, "StackStatus": self.status, "StackStatusReason": self.reason}

    def _resources(self):
        for id, (type, physical) in self.held.items():
            said = {"LogicalResourceId": id, "PhysicalResourceId": physical, "ResourceType": type}
            yield {**said, "ResourceStatus": "CREATE_COMPLETE"}

    def hold(self, id, type, physical):
        self.held[id] = (type, physical)
        return physical

    def _export(self, said):
        """Tell a stage as API Gateway does: what is so by default is left out."""
        _, _, api, _, stage, *_ = said["url_path"].split("/")
        return exported(self.exports[api, stage])

    # what is made -----------------------------------------------------------------------------------

    def _apis(self):
        for api in self.plan.apis:
            settings = {
                "name": api.name,
                "endpointConfiguration": {"types": [api.endpoint]},
                "disableExecuteApiEndpoint": not api.is_open,
                "binaryMediaTypes": api.body.get(f"{PREFIX}binary-media-types", []),
            }
            if f"{PREFIX}minimum-compression-size" in api.body:
                settings["minimumCompressionSize"] = api.body[f"{PREFIX}minimum-compression-size"]
            if f"{PREFIX}policy" in api.body:
                settings["policy"] = json.dumps(api.body[f"{PREFIX}policy"])
            made = self.ask("create_rest_api", **settings)["id"]
            self.hold(api.id, "AWS::ApiGateway::RestApi", made)
            self._methods(made, api.body)
        for deployment in self.plan.deployments:
            made = self.ask("create_deployment", restApiId=self.physical(deployment.api))["id"]
            self.hold(deployment.id, "AWS::ApiGateway::Deployment", made)

    def _methods(self, api, body):
        validators = {
            name: self.ask("create_request_validator", restApiId=api, name=name, **said)["id"]
            for name, said in body.get(f"{PREFIX}request-validators", {}).items()
        }
        authorizers = {
            name: self.ask(
                "create_authorizer",
                restApiId=api,
                name=name,
                type=said[f"{PREFIX}authorizer"]["type"].upper(),
                identitySource="method.request.header.Authorization",
            )["id"]
            for name, said in body.get("components", {}).get("securitySchemes", {}).items()
            if f"{PREFIX}authorizer" in said
        }
        for path, item in body["paths"].items():
            for verb, said in item.items():
                self.make_method(
                    api,
                    path,
                    verb.upper().replace("X-AMAZON-APIGATEWAY-ANY-METHOD", "ANY"),
                    said,
                    authorizers,
                    validators,
                )

    def make_method(self, api, path, verb, said, authorizers, validators):
        where = {"restApiId": api, "resourceId": self.resource(api, path), "httpMethod": verb}
        asked = {name: scopes for each in said.get("security", ()) for name, scopes in each.items()}
        named = next((name for name in asked if name in authorizers), "")
        kinds = {"aws_sigv4": "AWS_IAM"}
        guard = next((kinds[name] for name in asked if name in kinds), "CUSTOM" if named else "NONE")
        parameters = {
            f"method.request.{ {'query': 'querystring'}.get(each['in'], each['in']) }.{each['name']}": each["required"]
            for each in said.get("parameters", ())
        }
        models = {
            kind: content["schema"]["$ref"].rpartition("/")[2]
            for kind, content in said.get("requestBody", {}).get("content", {}).items()
        }
        validator = said.get(f"{PREFIX}request-validator")
        self.ask(
            "put_method",
            **where,
            authorizationType=guard,
            **({"authorizerId": authorizers[named], "authorizationScopes": asked[named]} if named else {}),
            apiKeyRequired="aws_api_key" in asked,
            requestParameters=parameters,
            requestModels=models,
            **({"requestValidatorId": validators[validator]} if validator else {}),
        )
        integration = said[f"{PREFIX}integration"]
        words = {"httpMethod": "integrationHttpMethod", "uri": "uri", "connectionId": "connectionId"}
        told = {words[word]: integration[word] for word in words if word in integration}
        self.ask(
            "put_integration",
            **where,
            type=integration["type"].upper(),
            timeoutInMillis=integration.get("timeoutInMillis", 29_000),
            **told,
        )

    def resource(self, api, path):
        """Return the resource of a path, which is made if it is not there."""
        if not self.made[api]:
            self.made[api]["/"] = self.ask("get_rest_api", restApiId=api)["rootResourceId"]
        if path not in self.made[api]:
            above, _, part = path.rpartition("/")
            parent = self.resource(api, above or "/")
            self.made[api][path] = self.ask("create_resource", restApiId=api, parentId=parent, pathPart=part)["id"]
        return self.made[api][path]

    def _stages(self):
        bodies = {api.id: api.body for api in self.plan.apis}
        for stage in self.plan.stages:
            api = self.physical(stage.api)
            self.ask(
                "create_stage",
                restApiId=api,
                stageName=stage.name,
                deploymentId=self.physical(stage.deployment),
                variables=stage.variables,
                tracingEnabled=stage.tracing,
                cacheClusterEnabled=stage.cache_size is not None,
                **({"cacheClusterSize": stage.cache_size} if stage.cache_size else {}),
            )
            self.hold(stage.id, "AWS::ApiGateway::Stage", stage.name)
            self.exports[api, stage.name] = json.loads(json.dumps(bodies[stage.api]))
            for setting in stage.settings:
                self.patch_stage(stage, *_written(setting))
            if stage.log_group:
                group = next(each for each in self.plan.log_groups if each.id == stage.log_group)
                arn = f"arn:aws:logs:{self.plan.region}:{self.plan.account}:log-group:{group.name}"
                self.patch_stage(
                    stage, ("/accessLogSettings/destinationArn", arn), ("/accessLogSettings/format", stage.log_format)
                )

    def patch_stage(self, stage, *changes):
        patches = [{"op": "replace", "path": path, "value": value} for path, value in changes]
        self.ask("update_stage", restApiId=self.physical(stage.api), stageName=stage.name, patchOperations=patches)

    def _metering(self):
        stages = {stage.id: stage for stage in self.plan.stages}
        for usage_plan in self.plan.usage_plans:
            covered = [
                {
                    "apiId": self.physical(stages[each.stage].api),
                    "stage": stages[each.stage].name,
                    "throttle": {
                        f"{limit.path}/{limit.method}": {"rateLimit": limit.rate, "burstLimit": limit.burst}
                        for limit in each.throttles
                    },
                }
                for each in usage_plan.stages
            ]
            made = self.ask(
                "create_usage_plan",
                name=usage_plan.name,
                apiStages=covered,
                quota={"limit": usage_plan.quota_limit, "period": usage_plan.quota_period},
                throttle={"rateLimit": usage_plan.rate, "burstLimit": usage_plan.burst},
            )
            self.hold(usage_plan.id, "AWS::ApiGateway::UsagePlan", made["id"])
        for key in self.plan.api_keys:
            made = self.ask("create_api_key", name=key.name, enabled=key.enabled, value="a-secret-nobody-may-see-here")
            self.hold(key.id, "AWS::ApiGateway::ApiKey", made["id"])
        for each in self.plan.usage_plan_keys:
            key, usage_plan = self.physical(each.key), self.physical(each.plan)
            self.ask("create_usage_plan_key", usagePlanId=usage_plan, keyId=key, keyType="API_KEY")
            self.hold(each.id, "AWS::ApiGateway::UsagePlanKey", key)

    def _domains(self):
        self.mappings = []
        for domain in self.plan.domains:
            self.ask(
                "create_domain_name",
                domainName=domain.name,
                regionalCertificateArn=domain.certificate,
                endpointConfiguration={"types": [domain.endpoint]},
                securityPolicy=domain.security_policy,
            )
            self.hold(domain.id, "AWS::ApiGateway::DomainName", domain.name)
        stages = {stage.id: stage for stage in self.plan.stages}
        for path in self.plan.base_paths:
            stage = stages[path.stage]
            self.mappings.append(
                {"ApiMappingKey": path.base_path, "ApiId": self.physical(stage.api), "Stage": stage.name}
            )
            self.hold(path.id, "AWS::ApiGatewayV2::ApiMapping", path.base_path or "(none)")

    def _logs(self):
        for group in self.plan.log_groups:
            name = group.name if isinstance(group.name, str) else self._joined(group.name)
            self.ask("create_log_group", service="logs", logGroupName=name)
            self.ask("put_retention_policy", service="logs", logGroupName=name, retentionInDays=group.retention_days)
            self.hold(group.id, "AWS::Logs::LogGroup", name)

    def _joined(self, value):
        return "".join(part if isinstance(part, str) else self.physical(part["Ref"]) for part in value["Fn::Join"][1])


def told(document):
    """Return a document as the body of an answer."""
    text = json.dumps(document).encode()
    return StreamingBody(io.BytesIO(text), len(text))


def _written(setting):
    path = setting.path.removeprefix("/")
    key = f"/{path if path == '*' else '~1' + path.replace('/', '~1')}/{setting.method}"
    yield f"{key}/throttling/rateLimit", str(setting.rate)
    yield f"{key}/throttling/burstLimit", str(setting.burst)
    yield f"{key}/logging/loglevel", setting.logging
    yield f"{key}/logging/dataTrace", str(setting.bodies).lower()
    yield f"{key}/metrics/enabled", str(setting.metrics).lower()
    yield f"{key}/caching/enabled", str(setting.cache is not None).lower()


def exported(body):
    """Return a document as `GetExport` gives it back: recorded forms, and none of what is so by default.

    https://github.com/localstack/localstack/blob/097cc0d/tests/aws/services/apigateway/test_apigateway_extended.snapshot.json
    """
    paths = {path: {verb: _operation(said) for verb, said in item.items()} for path, item in body["paths"].items()}
    schemes = {
        "api_key" if name == "aws_api_key" else name: said
        for name, said in body.get("components", {}).get("securitySchemes", {}).items()
    }
    servers = [
        {
            "url": "https://x.execute-api.eu-west-1.amazonaws.com/{basePath}",
            "variables": {"basePath": {"default": "live"}},
        }
    ]
    info = {**body["info"], "version": "2026-11-28T10:00:00Z"}
    return {
        "openapi": "3.0.1",
        "info": info,
        "servers": servers,
        "paths": paths,
        "components": {"securitySchemes": schemes},
    }


def _operation(said):
    kept = {word: said[word] for word in ("operationId", "requestBody") if word in said}
    asked = [
        {"api_key" if name == "aws_api_key" else name: scopes}
        for each in said.get("security", ())
        for name, scopes in each.items()
    ]
    integration = {word: value for word, value in said[f"{PREFIX}integration"].items() if word != "timeoutInMillis"}
    responses = {status: {"description": f"{status} response"} for status in said["responses"]}
    return kept | {"responses": responses, f"{PREFIX}integration": integration} | ({"security": asked} if asked else {})
