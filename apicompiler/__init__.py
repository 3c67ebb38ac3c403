"""Checks a declarative blueprint of an Amazon API Gateway API and compiles it into AWS CDK constructs."""
