"""The command line. Every body is short: read, call, write, say."""

from __future__ import annotations

import io
import math
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from dispatch.errors import BrokenRule, DispatchError, InputError

if TYPE_CHECKING:
    from dispatch.engine import Progress
    from dispatch.formats import Family, Instance
    from dispatch.plan import Plan
    from dispatch.planner import EngineName
    from dispatch.referee import Judgement
    from dispatch.roads import GraphSummary
    from dispatch.scenario import Scenario


class _Output(click.Path):
    """A file to write; that its folder is there is known before the work begins."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"there is no folder '{path.parent}'. Make it first.", param, ctx)
        return path


class _Seconds(click.FloatRange):
    """A length of time; click itself lets 'nan' pass."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        seconds: float = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(f"'{value}' is not a number.", param, ctx)
        return seconds


class _Family(click.Group):
    """Turns what goes wrong into one message and a fixed exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            try:
                return super().invoke(ctx)
            except DispatchError as error:
                _tell(str(error))
                ctx.exit(error.exit_code)
            except BrokenPipeError:  # whoever reads the output has seen enough; click knows
                raise
            except OSError as error:
                _tell(f"{error.filename or 'file'}: {error.strerror}")
                ctx.exit(InputError.exit_code)


def _tell(text: str) -> None:
    """Say something beside the output, line by line."""
    for line in text.splitlines():
        click.echo(f"dispatch: {line}", err=True)


def _show_warning(message: Warning | str, *where: object, **more: object) -> None:
    del where, more
    _tell(f"warning: {message}")


existing_file = click.Path(dir_okay=False, path_type=Path)
output_file = _Output(dir_okay=False, writable=True)
published_format = click.option(
    "--format",
    "family",
    type=click.Choice(["hhcrsp", "uhhc", "vrptw"]),
    help="SCENARIO is a published instance; told from the file, if not given.",
)


@click.group(cls=_Family, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="caregiver-dispatch", prog_name="dispatch")
def main() -> None:
    """Decide which caregiver visits which elder, when and in what order.

    Exit codes: 0 fine, 1 a fault of the program, 2 input, 3 roads, 4 no plan, 5 a broken rule.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # UTF-8 in files and pipes, whatever the locale
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


@main.command()
@click.argument("scenario", type=existing_file)
@published_format
@click.option("-o", "--output", type=output_file, help="The plan; else it is printed.")
@click.option("-l", "--time-limit", type=_Seconds(min=0), help="Seconds of search.  [default: 10]")
@click.option(
    "-n",
    "--iterations",
    type=click.IntRange(min=0),
    help="Moves of search; with a seed, the same plan on any machine.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "-t", "--threads", type=click.IntRange(1, 64), default=1, show_default=True,
    help="Searches side by side; the best plan is kept.",
)  # fmt: skip
@click.option("-i", "--initial", type=existing_file, help="A plan to start from.")
@click.option(
    "--engine",
    type=click.Choice(["search", "greedy", "exact"]),
    default="search",
    show_default=True,
    help="exact proves the optimum of small scenarios.",
)
@click.option("--strict", is_flag=True, help="No plan, if a mandatory visit is left out (exit 4).")
@click.option("--release-pins", is_flag=True, help="Plan without the pins that break a rule.")
def solve(
    scenario: Path,
    family: Family | None,
    output: Path | None,
    time_limit: float | None,
    iterations: int | None,
    seed: int,
    threads: int,
    initial: Path | None,
    engine: EngineName,
    strict: bool,
    release_pins: bool,
) -> None:
    """Make a plan for the day in SCENARIO. Ctrl-C ends the search and keeps the best plan.

    For a published instance (HHCRSP, UHHC, VRPTW) the plan is a solution in its authors' form.
    """
    from dispatch.formats import settled
    from dispatch.planner import solve as make_plan
    from dispatch.referee import judge
    from dispatch.report import summary_lines
    from dispatch.roads import travel_times

    _keep_inputs(output, scenario)
    asked, instance = _question(scenario, family)
    start = None if initial is None else _answer(asked, instance, initial)
    _warn(asked)
    planned = _released(asked) if release_pins else asked
    with _progress_shown() as (tell, show), _interruptible() as interrupted:
        travel = travel_times(asked, progress=tell)
        tell(_what_is_next(engine))
        plan = make_plan(
            asked,
            time_limit=time_limit,
            iterations=iterations,
            seed=seed,
            threads=threads,
            initial=start,
            engine=engine,
            strict=strict,
            release_pins=release_pins,
            travel=travel,
            stop=lambda _: float(interrupted()),
            progress=show,
        )
    if instance is not None:
        plan = settled(instance, plan)
    if output is not None:
        _write(instance, plan, output)
    judgement = judge(planned, travel, plan)
    for line in summary_lines(planned, plan, judgement):
        click.echo(line, err=output is None)
    if instance is not None:
        *_, cost = _cost_lines(instance, judgement, plan)
        click.echo(cost, err=output is None)
    if output is None:
        _write(instance, plan, output)


@main.command()
@click.argument("scenario", type=existing_file)
@click.argument("plan", type=existing_file)
@published_format
@click.option("--json", "as_json", is_flag=True, help="Print the judgement as JSON.")
def check(scenario: Path, plan: Path, family: Family | None, as_json: bool) -> None:
    """Judge any PLAN for SCENARIO: broken rules, cost, measures. Exit 5 on a broken rule.

    For a published instance PLAN is a solution in its authors' form, and the cost is theirs.
    """
    import json

    from dispatch.referee import judge
    from dispatch.report import summary_lines
    from dispatch.roads import travel_times
    from dispatch.rules.due import due_lists

    asked, instance = _question(scenario, family)
    answered = _answer(asked, instance, plan)
    _warn(asked)
    judgement = judge(asked, travel_times(asked), answered)
    broken = [f"{each.kind}: {each}" for each in judgement.violations]
    if instance is not None:
        broken += _lacking(answered)
    if as_json:
        verdict = {**judgement.as_dict(), **_published(instance, judgement, answered)}
        click.echo(json.dumps(verdict, indent=1, ensure_ascii=False))
    else:
        for line in summary_lines(asked, answered, judgement):
            click.echo(line)
        for line in _cost_lines(instance, judgement, answered):
            click.echo(line)
        for line in due_lists(asked, answered).lines():
            click.echo(f"due: {line}")
    if broken:
        raise BrokenRule("\n".join(broken))


@main.command()
@click.argument("scenario", type=existing_file)
@click.argument("plan", type=existing_file)
@click.argument("visit")
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as JSON.")
def explain(scenario: Path, plan: Path, visit: str, as_json: bool) -> None:
    """Say why PLAN leaves VISIT out, and what would have to give way for it."""
    import json

    from dispatch.explain import explain as find_out
    from dispatch.scenario import load_scenario

    asked = load_scenario(scenario)
    explanation = find_out(asked, _plan_of(asked, plan), visit)
    if as_json:
        click.echo(json.dumps(explanation.as_dict(), indent=1, ensure_ascii=False))
        return
    for line in explanation.lines():
        click.echo(line)


@main.command()
@click.argument("scenario", type=existing_file)
@click.argument("plan", type=existing_file)
@click.option("-o", "--output", type=output_file, required=True, help="The page (HTML).")
def report(scenario: Path, plan: Path, output: Path) -> None:
    """Draw PLAN as a page with a map and a chart of hours, complete in one file."""
    from dispatch.referee import judge
    from dispatch.report import day_page
    from dispatch.roads import travel_times
    from dispatch.scenario import load_scenario
    from dispatch.scenario.writing import write_whole

    _keep_inputs(output, scenario, plan)
    asked = load_scenario(scenario)
    answered = _plan_of(asked, plan)
    travel = travel_times(asked)
    judgement = judge(asked, travel, answered)
    write_whole(output, day_page(asked, answered, travel, judgement, roads=travel.graph))
    click.echo(f"{output}")


@main.command()
@click.option("-o", "--output", type=output_file, required=True, help="The scenario (YAML, JSON).")
@click.option("--roads", type=existing_file, help="A road graph; straight lines without it.")
@click.option("--visits", type=click.IntRange(1, 20_000), default=120, show_default=True)
@click.option(
    "--caregivers", type=click.IntRange(1, 5_000), help="By the work there is, if not given."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--name", default="", help="The scenario's name.")
def generate(
    output: Path, roads: Path | None, visits: int, caregivers: int | None, seed: int, name: str
) -> None:
    """Make up a plausible day for any road graph, size and seed."""
    from dispatch.generate import generate as make_day
    from dispatch.scenario import dump_scenario

    _keep_inputs(output, roads)
    day = make_day(
        roads, visits=visits, caregivers=caregivers, seed=seed, name=name, folder=output.parent
    )
    dump_scenario(day, output)
    click.echo(f"{output}: {len(day.visits)} visits, {len(day.caregivers)} caregivers")


@main.command()
def schema() -> None:
    """Print the JSON Schema of scenario files."""
    import json

    from dispatch.scenario import scenario_schema

    click.echo(json.dumps(scenario_schema(), indent=1, ensure_ascii=False))


@main.command()
@click.argument("graph", type=existing_file)
@click.option("--scenario", type=existing_file, help="Whether this scenario's places are on it.")
@click.option("-o", "--output", type=output_file, help="Write it as compact GraphML (.gz).")
def roads(graph: Path, scenario: Path | None, output: Path | None) -> None:
    """Tell what a road GRAPH holds, convert it, and keep it ready in the cache."""
    from dispatch.roads import load_graph, travel_times, write_graphml
    from dispatch.roads.summary import summarise
    from dispatch.scenario import Graph, load_scenario

    _keep_inputs(output, graph, scenario)
    streets = load_graph(graph)
    for line in _graph_lines(summarise(streets)):
        click.echo(line)
    if scenario is not None:
        asked = load_scenario(scenario)
        there = asked.model_copy(update={"roads": Graph(file=str(graph.absolute()))})
        places = len(travel_times(there).places)
        click.echo(f"{scenario}: all {places} places are on the map")
    if output is not None:
        write_graphml(streets, output)
        click.echo(f"{output}")


def _graph_lines(summary: GraphSummary) -> Iterator[str]:
    west, south, east, north = summary.bounds
    yield f"{summary.nodes} nodes, {summary.edges} edges, {summary.area_km2:.1f} km2"
    yield f"longitude {west:.4f} to {east:.4f}, latitude {south:.4f} to {north:.4f}"
    for kind, network in summary.networks.items():
        yield (
            f"  {kind:<8} {network.nodes:>7} nodes {network.edges:>7} edges, "
            f"{network.strong_share:.1%} of them in the largest strongly connected part"
        )


def _keep_inputs(output: Path | None, *inputs: Path | None) -> None:
    """Refuse to write over what is read."""
    if output is None or not output.exists():
        return
    for file in inputs:
        if file is not None and file.exists() and output.samefile(file):
            raise InputError(f"{output} is read here and would be lost. Name another file to write")


def _warn(scenario: Scenario) -> None:
    """Say what leaves visits unserved for sure, before anything is searched."""
    from dispatch.scenario.checks import warnings as warnings_of

    for problem in warnings_of(scenario):
        _tell(f"warning: {problem}")


def _released(scenario: Scenario) -> Scenario:
    """Leave out the pins that break a rule, and say which."""
    from dispatch.rules import broken_pins, release_pins

    for broken in broken_pins(scenario):
        _tell(f"released: {broken.where}: {broken.what}")
    return release_pins(scenario)


def _plan_of(scenario: Scenario, file: Path) -> Plan:
    """Read a plan; say so where it was made for another scenario."""
    from dispatch.plan import load_plan

    plan = load_plan(file)
    if plan.scenario != scenario.fingerprint:
        _tell(
            f"{file}: this plan was made for another scenario ('{plan.scenario_name}', "
            f"{plan.scenario}) than '{scenario.name}' ({scenario.fingerprint})"
        )
    return plan


def _question(file: Path, family: Family | None) -> tuple[Scenario, Instance | None]:
    """Read a scenario, or a published instance and the scenario that it is."""
    from dispatch.formats import Instance, load_question

    asked = load_question(file, family)
    return (asked.scenario, asked) if isinstance(asked, Instance) else (asked, None)


def _answer(scenario: Scenario, instance: Instance | None, file: Path) -> Plan:
    """Read a plan, or a published solution as one."""
    from dispatch.formats import load_solution

    return _plan_of(scenario, file) if instance is None else load_solution(instance, file)


def _write(instance: Instance | None, plan: Plan, output: Path | None) -> None:
    """Write a plan, or the solution of an instance, to a file; print it where there is none."""
    from dispatch.formats import dump_solution, solution_text
    from dispatch.plan import dump_plan

    if instance is not None:
        if output is None:
            click.echo(solution_text(instance, plan), nl=False)
        else:
            dump_solution(instance, plan, output)
    elif output is None:
        click.echo(plan.model_dump_json(indent=1))
    else:
        dump_plan(plan, output)


def _lacking(plan: Plan) -> list[str]:
    """Say which visits a published solution would have to serve."""
    from dispatch.messages import say

    left_out = (each.visit for each in plan.unserved if each.mandatory)
    return [f"visit_left_out: {say('formats-lacking-visit', visit=visit)}" for visit in left_out]


def _cost_lines(instance: Instance | None, judgement: Judgement, plan: Plan) -> Iterator[str]:
    """Tell the terms of the cost, or the components that the authors of an instance would find."""
    costs, name = judgement.cost.components, "cost"
    total = judgement.cost.total
    if instance is not None:
        if judgement.cost.mandatory_unserved:  # there is no such cost
            return
        published = _published(instance, judgement, plan)["published"]
        costs, total, name = published["components"], published["cost"], "published cost"
    for term, amount in costs.items():
        if amount:
            yield f"  {term:<20}{amount:>12.3f}"
    yield f"  {name:<20}{total:>12.3f}"


def _published(instance: Instance | None, judgement: Judgement, plan: Plan) -> dict[str, Any]:
    """What the authors of an instance would say that a plan costs, if they could."""
    if instance is None or judgement.cost.mandatory_unserved:
        return {}
    from dispatch.formats import published_components

    costs = published_components(instance, judgement, plan)
    components = {component: float(cost) for component, cost in costs.items()}
    return {"published": {"cost": float(sum(costs.values())), "components": components}}


def _what_is_next(engine: EngineName) -> str:
    if engine != "exact":
        from dispatch.engine.compiled import is_compiled

        if not is_compiled():
            return "Compiling the search (once, some 20 s)"
    return "Searching"


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Let Ctrl-C ask for an end; a second one ends the program at once."""
    asked = False

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        del number, frame
        if asked:
            raise KeyboardInterrupt
        asked = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress_shown() -> Iterator[tuple[Callable[[str], None], Callable[[Progress], None] | None]]:
    """Show progress on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield (lambda _: None), None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task("Reading", total=1.0)

        def tell(sentence: str) -> None:
            bar.update(task, description=sentence, refresh=True)

        def show(progress: Progress) -> None:
            left = f"{progress.mandatory_unserved} mandatory left out, " * bool(
                progress.mandatory_unserved
            )
            text = f"{left}{progress.iterations / 1e6:.2f} M moves"
            bar.update(task, completed=progress.fraction, description=text)

        yield tell, show
