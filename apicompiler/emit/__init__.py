"""Writes a plan down as CDK constructs: the only place that knows the CDK."""

from apicompiler.node import choose_node

choose_node()  # jsii asks for it when it is imported
