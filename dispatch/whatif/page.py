"""The pages of this room, in the look of all others."""

from __future__ import annotations

from importlib.resources import files

from dispatch.messages import say


def page(template: str, **fields: object) -> str:
    """Fill in one of the room's templates; `say` and the style are always known."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader

    loaders = [PackageLoader(room, "assets") for room in ("dispatch.whatif", "dispatch.simulate")]
    environment = Environment(
        loader=ChoiceLoader(loaders), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template(template).render(say=say, style=_style(), **fields)


def _style() -> str:
    """The style of the day page, that of the comparison, and what is special to these."""
    sheets = (("report", "page"), ("simulate", "page"), ("whatif", "whatif"))
    return "".join(
        files(f"dispatch.{room}").joinpath("assets", f"{name}.css").read_text(encoding="utf-8")
        for room, name in sheets
    )
