"""The compiled plan as boxes and arrows: what a call goes through, from its caller to what answers it."""

from apicompiler.graph.build import graph
from apicompiler.graph.model import KINDS, Edge, Graph, Kind, Node

__all__ = ["KINDS", "Edge", "Graph", "Kind", "Node", "graph"]
