"""The bridge between words and numbers: only here ids meet indices and clocks meet ticks."""

from dispatch.encoding.changed import carried_over, changed
from dispatch.encoding.encode import encode
from dispatch.encoding.encoded import Encoded
from dispatch.encoding.plans import decode, encode_plan

__all__ = ["Encoded", "carried_over", "changed", "decode", "encode", "encode_plan"]
