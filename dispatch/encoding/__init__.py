"""Translation between words and numbers: ids and indices, clock times and ticks."""

from dispatch.encoding.added import carried, with_visit
from dispatch.encoding.changed import changed, only_by, with_routes_of
from dispatch.encoding.clients import client_place, meeting, occupied
from dispatch.encoding.encode import encode, encode_like
from dispatch.encoding.encoded import Encoded
from dispatch.encoding.frozen import frozen
from dispatch.encoding.initial import encode_plan, fit_plan
from dispatch.encoding.plans import decode, decode_again
from dispatch.encoding.slack import without_slack
from dispatch.encoding.written import timed_as_written

__all__ = [
    "Encoded", "carried", "changed", "client_place", "decode", "decode_again", "encode",
    "encode_like", "encode_plan", "fit_plan", "frozen", "meeting", "occupied",
    "only_by", "timed_as_written", "with_routes_of", "with_visit", "without_slack",
]  # fmt: skip
