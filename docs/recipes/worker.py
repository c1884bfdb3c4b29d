"""A task for any queue, such as Celery or RQ: plain values in, plain values out.

``python worker.py scenarios/hello.yaml`` plans files of yours in two processes.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from typing import Any, TypeAlias

from dispatch import DispatchError, Plan, Scenario, load_scenario, plan_day, warm

Values: TypeAlias = dict[str, Any]
"""What JSON can carry."""


def never() -> bool:
    """Tell that nobody has asked for an early end."""
    return False


def plan_task(payload: Values, ended: Callable[[], bool] = never) -> Values:
    """Plan a day.

    A task that is tried again gives the same answer, byte for byte, unless the time that it took
    decides: the time to the `deadline`, if there is one, or to the early end.

    Parameters
    ----------
    payload
        The fields of a scenario as ``day``, and ``seed`` and ``iterations``; if you like, an
        earlier plan as ``initial``, and seconds as ``deadline``.
    ended
        Whether the task is revoked or its soft time limit has passed. The answer is then the best
        plan so far.
    """
    try:
        initial = payload.get("initial")
        outcome = plan_day(
            Scenario.from_dict(payload["day"]),
            seed=payload["seed"],
            iterations=payload["iterations"],
            deadline=payload.get("deadline"),
            initial=None if initial is None else Plan.model_validate(initial),
            stop=lambda _: float(ended()),
        )
    except DispatchError as error:  # the same payload would fail again: answer, do not retry
        return {"faults": [{"code": each.code, "message": str(each)} for each in error.faults]}
    return {
        "plan": outcome.plan.model_dump(mode="json"),
        "cost": outcome.judgement.cost.total,
        "ended_by": outcome.stopped_by,
    }


def work(tasks: Queue[Values | None], answers: Queue[Values], leaving: Event) -> None:
    """Answer tasks until there is none; once `leaving` is set, with the best plan so far."""
    warm()
    while (task := tasks.get()) is not None:
        answers.put({"id": task["id"], **plan_task(task["payload"], leaving.is_set)})


def main(files: list[str]) -> dict[str, Values]:
    """Plan each file in one of two processes."""
    context = multiprocessing.get_context("spawn")
    tasks, answers, leaving = context.Queue(), context.Queue(), context.Event()
    workers = [context.Process(target=work, args=(tasks, answers, leaving)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for file in files:
        day = load_scenario(file).model_dump(mode="json")
        tasks.put({"id": file, "payload": {"day": day, "seed": 7, "iterations": 20_000}})
    try:
        found = [answers.get() for _ in files]
    finally:
        leaving.set()
        for _ in workers:
            tasks.put(None)
        for worker in workers:
            worker.join()
    return {answer.pop("id"): answer for answer in found}


if __name__ == "__main__":
    for file, answer in main(sys.argv[1:]).items():
        print(file, answer.get("cost", answer.get("faults")))
