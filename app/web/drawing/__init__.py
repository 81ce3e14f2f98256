"""Charts as SVG, made once and the same on the page, in Word and in PDF.

Each takes a ``width`` in units of a pixel at full size: a page shows a narrow and a wide drawing
and lets the style sheet choose, a document one that fits its column. Text is real text in Inter.
The caller gives the same figures as a table near by.
"""

from app.web.drawing.bar import share_bar
from app.web.drawing.heat import Cell, HeatRow, heat_map
from app.web.drawing.page import MIDDLE, NARROW, WIDE, drawn
from app.web.drawing.png import pngs
from app.web.drawing.shares import Dot, Stack, Step, change_plot, dot_plot, stacked_bar
from app.web.drawing.times import Moment, Point, run_chart, trend

__all__ = [
    "MIDDLE",
    "NARROW",
    "WIDE",
    "Cell",
    "Dot",
    "HeatRow",
    "Moment",
    "Point",
    "Stack",
    "Step",
    "change_plot",
    "dot_plot",
    "drawn",
    "heat_map",
    "pngs",
    "run_chart",
    "share_bar",
    "stacked_bar",
    "trend",
]
