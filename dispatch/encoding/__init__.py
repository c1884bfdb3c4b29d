"""The bridge between words and numbers: only here ids meet indices and clocks meet ticks."""

from dispatch.encoding.changed import changed
from dispatch.encoding.encode import encode
from dispatch.encoding.encoded import Encoded
from dispatch.encoding.plans import decode, encode_plan

__all__ = ["Encoded", "changed", "decode", "encode", "encode_plan"]
