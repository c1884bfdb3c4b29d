"""Route colours keep apart and keep white numbers readable, for every kind of eye."""

from itertools import combinations

import numpy as np
import pytest

from dispatch.report.palette import ROUTE_COLOURS, route_colour

# Machado, Oliveira and Fernandes (2009), 10.1109/TVCG.2009.113, severity 1.0, on linear RGB.
SIGHT = {
    "full": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def linear(colour):
    levels = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return linear(colour) @ [0.2126, 0.7152, 0.0722]


def lab(rgb):
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("colour", ROUTE_COLOURS)
def test_white_on_it_is_readable(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


@pytest.mark.parametrize("sight", SIGHT)
def test_route_colours_differ(sight):
    seen = [lab(np.array(SIGHT[sight]) @ linear(colour)) for colour in ROUTE_COLOURS]
    nearest = min(np.linalg.norm(one - other) for one, other in combinations(seen, 2))
    assert nearest > 10  # CIE 1976; 2.3 can just be told apart


def test_colours_take_turns():
    assert route_colour(1) == route_colour(len(ROUTE_COLOURS) + 1) == ROUTE_COLOURS[0]
