"""The validator of UHHC's authors, where it is installed.

It is ``iolab-uniud/uhhc-toolbox`` on GitHub; of its package ``uhhc`` only the models are needed.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
from pathlib import Path
from types import SimpleNamespace


def validated(file: Path, solution: str) -> str:
    """Return the cost that the validator finds, or what it finds wrong; "" if it is not there.

    Parameters
    ----------
    file
        An instance.
    solution
        The text of a solution in the authors' form.
    """
    if importlib.util.find_spec("uhhc") is None:
        return ""
    from uhhc.models import Instance, Solution, solution_models

    wrong: list[str] = []

    def told(text: str, fg: str = "", **_: object) -> None:
        if fg == "red":  # some faults are only printed
            wrong.append(text)

    solution_models.click = SimpleNamespace(secho=told)
    cost = ""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            instance = Instance.model_validate_json(file.read_text(encoding="utf-8"))
            read = Solution.model_validate_json(solution)
            read.check_validity(instance)
            cost = f"{float(read.compute_costs(instance)['Total'].split()[0]):.6f}"
        except (AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
            wrong.append(f"{type(error).__name__}: {error}")
    return "; ".join(wrong) or cost
