"""Which equipment may come to whom."""

from __future__ import annotations

from dispatch.scenario import Client, EquipmentPool, Scenario


def pool_reason(scenario: Scenario, client: Client, pool: EquipmentPool) -> str | None:
    """Why no piece of `pool` can ever be used at `client`.

    Returns
    -------
    str or None
        ``equipment_area`` (it serves other areas), ``equipment_none`` (there is no piece), or None.
    """
    del scenario
    if pool.areas and client.area not in pool.areas:
        return "equipment_area"
    return None if pool.count else "equipment_none"
