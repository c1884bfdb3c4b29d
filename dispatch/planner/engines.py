"""The engines by their names, and what is asked of one of the caller's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, Protocol, TypeAlias

from dispatch.encoding import Encoded
from dispatch.engine import Problem, Progress, Solution, Stop

EngineName: TypeAlias = Literal["search", "greedy", "exact"]


class Engine(Protocol):
    """Searches as `dispatch.engine.search.search` does."""

    def __call__(
        self,
        problem: Problem,
        /,
        *,
        initial: Solution | None,
        seed: int,
        stop: Stop,
        progress: Callable[[Progress], None] | None,
        threads: int,
    ) -> Solution:
        """Return a solution."""
        ...


def run(
    encoded: Encoded,
    engine: EngineName | Engine,
    *,
    initial: Solution | None,
    seed: int,
    threads: int,
    stop: Stop,
    progress: Callable[[Progress], None] | None,
) -> Solution:
    """Run an engine; imports it only here, as numba and OR-Tools are slow to import."""

    def tell(at: Progress) -> None:
        """Report progress with the cost in the referee's units."""
        if progress is not None:
            progress(replace(at, cost=at.cost / encoded.cost_unit))

    if engine == "exact":
        from dispatch.engine.exact import exact

        return exact(encoded.problem, initial=initial, seed=seed, stop=stop, progress=tell)
    from dispatch.engine.search import greedy, search

    if engine == "greedy":
        return greedy(encoded.problem, initial=initial, seed=seed, stop=stop, progress=tell)
    own = search if engine == "search" else engine
    return own(
        encoded.problem, initial=initial, seed=seed, stop=stop, progress=tell, threads=threads
    )
