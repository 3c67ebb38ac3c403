"""A pipeline of CodePipeline that checks a blueprint and deploys it: to dev, and to prod when somebody agrees."""

from apicompiler.cdk import BlueprintStack  # isort: skip  # first: it chooses the Node that came along

from aws_cdk import App, Environment, Stack, Stage, pipelines
from aws_cdk.aws_codebuild import BuildSpec
from aws_cdk.aws_iam import PolicyStatement
from constructs import Construct

BLUEPRINT = "blueprints/intake"
SOURCE = pipelines.CodePipelineSource.connection(
    "OWNER/apis",
    "main",
    connection_arn="arn:aws:codeconnections:eu-west-1:333333333333:connection/00000000-0000-0000-0000-000000000000",
)
RUNTIMES = {"phases": {"install": {"runtime-versions": {"python": "latest", "nodejs": "latest"}}}}
INSTALL = ["pip install --requirement requirements.txt", "npm install --global aws-cdk@2.1148.1"]
TOOLS = Environment(account="333333333333", region="eu-west-1")
ACCOUNTS = {"dev": "111111111111", "prod": "222222222222"}


class Apis(Stage):
    """One environment of the blueprint; its stack has the name that `apicompiler synth` gives it."""

    def __init__(self, scope: Construct, env: str) -> None:
        super().__init__(scope, env)
        BlueprintStack(self, "Api", blueprint=BLUEPRINT, env=env, stack_name=f"intake-{env}")


class Pipeline(Stack):
    """The pipeline, which also changes itself when this file does."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id, env=TOOLS)
        pipeline = pipelines.CodePipeline(
            self,
            "Pipeline",
            cross_account_keys=True,
            cli_version="2.1148.1",
            code_build_defaults=pipelines.CodeBuildOptions(partial_build_spec=BuildSpec.from_object(RUNTIMES)),
            synth=pipelines.ShellStep(
                "Synth",
                input=SOURCE,
                install_commands=INSTALL,
                commands=[f"apicompiler lint {BLUEPRINT} --format full", "cdk synth"],
            ),
        )
        for env in ACCOUNTS:
            agreed = [pipelines.ManualApprovalStep("Agree")] if env == "prod" else []
            pipeline.add_stage(Apis(self, env), pre=[*agreed, asking("preflight", env)], post=[asking("verify", env)])


def asking(command: str, env: str) -> pipelines.CodeBuildStep:
    """Ask the account of an environment, in a role there that may read and that the tools' account may assume."""
    role = f"arn:aws:iam::{ACCOUNTS[env]}:role/api-read"
    return pipelines.CodeBuildStep(
        f"{command}-{env}",
        input=SOURCE,
        install_commands=INSTALL[:1],
        commands=[
            f"aws configure set profile.{env}.role_arn {role}",
            f"aws configure set profile.{env}.credential_source EcsContainer",
            f"apicompiler {command} {BLUEPRINT} --env {env} --profile {env}",
        ],
        role_policy_statements=[PolicyStatement(actions=["sts:AssumeRole"], resources=[role])],
    )


app = App()
Pipeline(app, "apis-pipeline")
app.synth()
