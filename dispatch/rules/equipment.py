"""Which equipment may serve which client."""

from __future__ import annotations

from dispatch.scenario import Client, EquipmentPool, Scenario


def pool_reason(scenario: Scenario, client: Client, pool: EquipmentPool) -> str | None:
    """Return why no piece of `pool` can ever serve `client`.

    Returns
    -------
    str or None
        ``equipment_area`` (the pool serves other areas), ``equipment_none`` (it has no piece), or
        None.
    """
    del scenario
    if pool.areas and client.area not in pool.areas:
        return "equipment_area"
    return None if pool.count else "equipment_none"
