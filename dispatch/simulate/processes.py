"""Work in several processes, which end with the one that asked for it."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

from dispatch.errors import DispatchError, fault

Found = TypeVar("Found")


def in_processes(
    work: Callable[..., Found],
    calls: Sequence[tuple[Any, ...]],
    processes: int,
    done: Callable[[int, Found], None],
) -> None:
    """Call a function with different arguments in several processes.

    Parameters
    ----------
    work
        A function of a module.
    calls
        The arguments of each call.
    processes
        How many processes work at once; one is this process.
    done
        Called here with the place of a call in `calls` and what it returned, as soon as it has. If
        it, or a call, raises an error, the processes end, and calls that have not returned are
        lost.

    Raises
    ------
    DispatchError
        If another process has ended by itself or was killed, as for want of memory.
    """
    if processes == 1:
        for place, call in enumerate(calls):
            done(place, work(*call))
        return
    others = {*active_children()}
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_begin
    ) as pool:
        waiting = {pool.submit(work, *call): place for place, call in enumerate(calls)}
        try:
            for each in as_completed(waiting):
                done(waiting[each], each.result())
        except BaseException as error:
            for child in {*active_children()} - others:
                child.terminate()
            # The thread of the pool must be over before Python ends, or it may complain then.
            pool.shutdown(wait=True, cancel_futures=True)
            if isinstance(error, BrokenProcessPool):
                raise DispatchError(fault("process-lost", processes=processes)) from error
            raise


def _begin() -> None:
    """Let this process end at once with Ctrl-C, and if its parent is killed."""
    gc.set_threshold(100_000, 50, 50)  # work makes many small objects, and hardly any cycles
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
