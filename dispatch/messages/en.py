"""The English catalogue, from code to sentence, with one section for each room.

A sentence has no full stop at its end, because it may be a part of a line; advice (``.todo``) is a
complete sentence. Any fault may ask `near`.
"""

from __future__ import annotations

from dispatch.messages.answer_en import ANSWER
from dispatch.messages.cli_en import CLI
from dispatch.messages.comparison_en import COMPARISON
from dispatch.messages.edits_en import COMPARE, EDITS, GAINS
from dispatch.messages.events_en import EVENTS
from dispatch.messages.explain_en import CALLS, DUE, EXPLAIN, OVERVIEW
from dispatch.messages.fairness_en import FAIRNESS
from dispatch.messages.formats_en import FORMATS
from dispatch.messages.layers_en import LAYERS
from dispatch.messages.ledger_en import LEDGER
from dispatch.messages.live_en import LIVE
from dispatch.messages.offers_en import OFFERS
from dispatch.messages.planner_en import PLANNER
from dispatch.messages.privacy_en import PRIVACY
from dispatch.messages.report_en import REPORT
from dispatch.messages.roads_en import ROADS
from dispatch.messages.rules_en import PINS, REASONS, VIOLATIONS
from dispatch.messages.scenario_en import FIELDS, FILES, SCENARIO, VALUES, WARNINGS
from dispatch.messages.sheets_en import SHEETS
from dispatch.messages.simulate_en import SIMULATE
from dispatch.messages.solving_en import GENERATE, SOLVING
from dispatch.messages.study_en import STUDY
from dispatch.messages.tables_en import TABLES
from dispatch.messages.whatif_en import REACH, STAFFING

SENTENCES: dict[str, str] = {
    **VALUES,
    **FILES,
    **FIELDS,
    **SCENARIO,
    **WARNINGS,
    **EDITS,
    **GAINS,
    **COMPARE,
    **EVENTS,
    **PINS,
    **REASONS,
    **VIOLATIONS,
    **REPORT,
    **SHEETS,
    **FAIRNESS,
    **EXPLAIN,
    **OVERVIEW,
    **DUE,
    **OFFERS,
    **CALLS,
    **FORMATS,
    **ROADS,
    **SOLVING,
    **GENERATE,
    **CLI,
    **PLANNER,
    **LAYERS,
    **LEDGER,
    **LIVE,
    **SIMULATE,
    **COMPARISON,
    **STUDY,
    **ANSWER,
    **TABLES,
    **PRIVACY,
    **STAFFING,
    **REACH,
}
