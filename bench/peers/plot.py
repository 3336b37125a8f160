# Copyright (c) The terraform-provider-crossaccount Authors
# SPDX-License-Identifier: MPL-2.0

"""Draws the plots of a file of results, the first argument, as SVG into a folder, the second."""

import json
import pathlib
import sys

import matplotlib

matplotlib.use("svg")
# The same results give the same bytes: text stays text, and names of parts are not random.
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "crossaccount", "font.size": 11})
from matplotlib import pyplot  # noqa: E402  (the backend is chosen first)


def draw(plot, path):
    figure, axes = pyplot.subplots(figsize=(8, 4.5), layout="constrained")
    for curve in plot["curves"]:
        x, y = curve["x"], curve["y"]
        median = [point["median"] for point in y]
        if curve.get("dashed"):
            axes.plot(x, median, linestyle="--", color="0.4", label=curve["name"])
            continue
        (line,) = axes.plot(x, median, marker="o", markersize=4, label=curve["name"])
        least, most = [p["least"] for p in y], [p["most"] for p in y]
        axes.fill_between(x, least, most, color=line.get_color(), alpha=0.2)
    if plot["log"]:
        axes.set_xscale("log")
        axes.set_yscale("log")
    else:
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
    axes.set(title=plot["title"], xlabel=plot["x"], ylabel=plot["y"])
    axes.grid(alpha=0.3, which="both")
    axes.legend()
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    pyplot.close(figure)


def main(results, folder):
    for group in json.loads(results.read_text())["groups"]:
        for plot in group.get("plots", []):
            draw(plot, folder / f"{plot['name']}.svg")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
