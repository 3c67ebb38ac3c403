"""What may go wrong between us and an account, told apart by what the user can do about it.

This module imports nothing of AWS: the command line knows these exceptions before boto3 is there.
"""

from __future__ import annotations


class Trouble(Exception):
    """An account does not give what it is asked for; the message says why, in words for the user."""


class Unreachable(Trouble):
    """Nobody answers, or nobody knows who we are: no credentials, expired ones, no network, no such region."""


class Silent(Unreachable):
    """One service does not answer, or not in time; others may."""


class Refused(Trouble):
    """A service answered, and said no.

    *operation* is what was asked, as `apigateway:GetStage`; *code* is the error code of the service, and *answer*
    its own words.
    """

    def __init__(self, operation: str, code: str, answer: str) -> None:
        self.operation, self.code, self.answer = operation, code, answer
        super().__init__(self._told())

    def _told(self) -> str:
        return f"`{self.operation}` was refused: {self.code}: {self.answer}"


class Missing(Refused):
    """What was asked for is not there."""


class Denied(Refused):
    """The credentials are known, and may not do it."""

    def _told(self) -> str:
        return f"`{self.operation}` is not allowed with these credentials: {self.answer}"


class Busy(Refused):
    """The service had no time for us, however often it was asked."""

    def _told(self) -> str:
        return f"`{self.operation}` was throttled to the last attempt: {self.answer}"
