"""Writes a plan down as CDK constructs: the only place that knows the CDK."""
