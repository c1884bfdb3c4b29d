"""The English catalogue of borders and of layers for map programs."""

from __future__ import annotations

LAYERS = {
    "borders-unreadable": "the file cannot be read as borders: {reason}",
    "borders-unreadable.todo": "Give a GeoPackage, a GeoJSON file or a Shapefile.",
    "borders-shapeless": "it has no layer with shapes",
    "borders-layers": "the file has several layers: {known}",
    "borders-layers.todo": "Name one with --layer.",
    "borders-layer": "there is no layer '{layer}'",
    "borders-layer.todo": "The layers are: {known}.",
    "borders-column": "there is no column '{column}'",
    "borders-column.todo": "The columns are: {known}.",
    "borders-coordinates": "the file does not name its coordinate system",
    "borders-coordinates.todo": "A Shapefile names it in a .prj file beside it.",
    "borders-none": "no polygon has a value in the column '{column}'",
    "area-nowhere": "the place lies outside all borders",
    "area-nowhere.todo": "Check the place, or name an area.",
    "area-outside": "the place lies outside all borders, but its area '{given}' is kept",
    "area-outside.todo": "Check the place.",
    "areas-elsewhere": "all clients and stations lie outside all borders",
    "areas-elsewhere.todo": "Check that the map is of the right town, and the scenario's "
    "'coordinates'.",
    "area-several": "the place lies in several areas: {areas}",
    "area-several.todo": "Name one of them.",
    "area-other": "the place lies in '{found}', but its area '{given}' is kept",
    "area-other.todo": "Delete the area of the place if the border is right.",
    "area-unlisted": "{places} places lie in '{area}', which the scenario does not list",
    "area-unlisted.todo": "Add it to the areas.",
    "areas-filled": "{file}: {within} of {places} clients and stations have an area",
    "layers-ending": "map layers cannot be written to a file with the ending '{ending}'",
    "layers-ending.todo": "Use .gpkg.",
    "layers-matrix": "the places are points of a matrix, which have no coordinates",
}
