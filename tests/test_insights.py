"""The layers of Lambda Insights are those that the CDK knows."""

from aws_cdk.region_info import Fact, FactName

from apicompiler.insights import LAYERS, insights_layer

VERSION = "1.0.404.0"


def test_layers_are_those_of_the_cdk():
    for region in Fact.regions:
        for architecture in ("x86_64", "arm64"):
            layer = Fact.find(region, FactName.cloudwatch_lambda_insights_version(VERSION, architecture))
            partition = Fact.find(region, FactName.PARTITION)
            assert insights_layer(region, partition, architecture) == layer


def test_every_region_is_one_that_the_cdk_knows():
    assert set(LAYERS) <= set(Fact.regions)
