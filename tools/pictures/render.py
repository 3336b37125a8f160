# Copyright (c) The terraform-provider-crossaccount Authors
# SPDX-License-Identifier: MPL-2.0

"""Draws what a program wrote to a terminal, read from standard input, as SVG: render.py TITLE WIDTH."""

import io
import re
import sys

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from rich._export_format import CONSOLE_SVG_FORMAT

# A window with a background of its own, so that it reads alike on a light and on a dark page.
THEME = TerminalTheme(
    (22, 27, 34), (230, 237, 243),
    [(72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34), (88, 166, 255), (188, 140, 255), (57, 197, 207), (177, 186, 196)],
    [(110, 118, 129), (255, 161, 152), (86, 211, 100), (227, 179, 65), (121, 192, 255), (210, 168, 255), (86, 212, 221), (255, 255, 255)],
)

title, width = sys.argv[1], int(sys.argv[2])
console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor", legacy_windows=False)
console.print(Text.from_ansi(sys.stdin.read()), soft_wrap=False)
# No font is fetched from elsewhere: a picture that stands in a README may not.
template = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.S).replace("Fira Code", "ui-monospace, Menlo, Consolas")
svg = console.export_svg(title=title, theme=THEME, code_format=template, unique_id="picture")
sys.stdout.write("\n".join(line.rstrip() for line in svg.splitlines()) + "\n")
