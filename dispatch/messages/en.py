"""The catalogue in English: code to sentence, one section for each room.

A sentence has no full stop at its end (it may stand in a line of its own); an advice (``.todo``)
is a whole sentence.
"""

from __future__ import annotations

from dispatch.messages.explain_en import DUE, EXPLAIN
from dispatch.messages.formats_en import FORMATS
from dispatch.messages.layers_en import LAYERS
from dispatch.messages.report_en import REPORT
from dispatch.messages.roads_en import ROADS
from dispatch.messages.rules_en import PINS, REASONS, VIOLATIONS
from dispatch.messages.scenario_en import FIELDS, FILES, SCENARIO, WARNINGS

SENTENCES: dict[str, str] = {
    **FILES,
    **FIELDS,
    **SCENARIO,
    **WARNINGS,
    **PINS,
    **REASONS,
    **VIOLATIONS,
    **REPORT,
    **EXPLAIN,
    **DUE,
    **FORMATS,
    **ROADS,
    **LAYERS,
}
