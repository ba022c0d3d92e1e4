"""The one way out: every request to somebody else's server goes through here, and none reaches a private address.

`addresses` says where we go at all, `connections` goes there, `bodies` takes no more than we can carry, `asking` is
what networks use.
"""

from app.networks.outside.addresses import web_address
from app.networks.outside.asking import ANSWER_LIMIT, MESSAGE_LIMIT, UNREADABLE, Answer, Outside

__all__ = ["ANSWER_LIMIT", "MESSAGE_LIMIT", "UNREADABLE", "Answer", "Outside", "web_address"]
