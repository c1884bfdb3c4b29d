"""A public route that plans days: FastAPI with a pool of processes.

Besides `fastapi` it needs a server, such as `uvicorn`, with one process for this `app`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from dispatch import (
    DispatchError,
    InputError,
    NoPlan,
    RoadsError,
    dumps_plan,
    loads_scenario,
    solve,
    warm,
)
from dispatch.scenario.trust import MOST_BYTES

PROCESSES: Final = 2
"""How many days are planned at once: a core each, and 0.5 GB of memory besides the program's."""

MOST_AT_ONCE: Final = PROCESSES * 3
"""How many requests wait or are planned at once: an answer takes at most three deadlines."""

SECONDS: Final = 5.0
"""The deadline of each plan."""

MOVES: Final = 1_000_000
"""How many moves a search tries at most, so that small days do not take until the deadline."""

STATUS: Final = {InputError: 422, RoadsError: 422, NoPlan: 409}
"""Strangers bring their own travel times, so that faults in these are theirs, too."""


def get_ready() -> None:
    """Load the compiled search into a new process, which imports the program with this function."""
    warm()


def plan_of(body: bytes) -> str:
    """Read and plan, both in a process of the pool: to read a large text takes its time, too."""
    day = loads_scenario(body, name="body", trusted=False)
    return dumps_plan(solve(day, iterations=MOVES, deadline=SECONDS))


class Planners:
    """The pool, and what it is working on."""

    def __init__(self) -> None:
        self._pool = self._started()
        self._accepted: set[Future[str]] = set()

    @staticmethod
    def _started() -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(PROCESSES, context, get_ready)
        for _ in range(PROCESSES):
            pool.submit(int)  # the processes begin now and not with the first request
        return pool

    async def plan(self, request: Request, body: bytes) -> str:
        """Return the plan, unless the pool is full or breaks; forget it if the client has left."""
        if len(self._accepted) >= MOST_AT_ONCE:
            raise HTTPException(503, "busy", {"Retry-After": str(round(SECONDS))})
        pool = self._pool
        try:
            accepted = pool.submit(plan_of, body)
            self._accepted.add(accepted)
            accepted.add_done_callback(self._accepted.discard)
            answer = asyncio.wrap_future(accepted)
            while not (await asyncio.wait([answer], timeout=0.5))[0]:
                if await request.is_disconnected():
                    answer.cancel()  # if it still waits; a plan that is begun ends in time
                    raise HTTPException(499, "the client has left")
            return answer.result()
        except BrokenProcessPool:  # a process was killed, for instance out of memory
            if self._pool is pool:
                self._pool = self._started()
            raise HTTPException(503, "broken", {"Retry-After": "1"}) from None

    def close(self) -> None:
        """Let the plans that are begun end, and no other begin."""
        self._pool.shutdown(cancel_futures=True)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Compile the search unless the image has it; then start the processes."""
    warm()
    app.state.planners = Planners()
    yield
    app.state.planners.close()


app = FastAPI(lifespan=lifespan)


@app.exception_handler(DispatchError)
async def refuse(_: Request, error: DispatchError) -> JSONResponse:
    """Answer with everything that is wrong."""
    faults = [
        {"code": each.code, "where": each.where, "message": str(each)} for each in error.faults
    ]
    return JSONResponse({"faults": faults}, STATUS.get(type(error), 500))


@app.post("/plans")
async def plans(request: Request) -> Response:
    """Plan the day in the body of the request, which is a scenario of JSON or YAML."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            break  # it is refused, and the rest need not be read
    planners: Planners = request.app.state.planners
    return Response(await planners.plan(request, body), media_type="application/json")
