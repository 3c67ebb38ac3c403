"""What may keep a client from being made."""


class NotMade(Exception):
    """There is no client, and nothing was written; the message says why."""
