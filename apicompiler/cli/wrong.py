"""A call that cannot be answered."""


class WrongCall(Exception):
    """What was asked for cannot be had; the message says why."""
