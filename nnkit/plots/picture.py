"""A figure that knows what it shows: drawn by matplotlib, shown as SVG in the page's own colors, with alt text."""

import hashlib
import html
import re
from io import StringIO

from cycler import cycler
from matplotlib import rc_context
from matplotlib.figure import Figure

from nnkit.palette import LIGHT

STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "nnkit",
    "font.family": "sans-serif",
    "font.size": 11,
    "text.color": LIGHT["ink"],
    "axes.edgecolor": LIGHT["muted"],
    "axes.labelcolor": LIGHT["ink"],
    "axes.facecolor": "none",
    "axes.prop_cycle": cycler(color=[LIGHT[name] for name in ("parameter", "class0", "class1", "data", "muted")]),
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "figure.facecolor": "none",
    "grid.color": LIGHT["grid"],
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "lines.linewidth": 2,
    "xtick.color": LIGHT["muted"],
    "ytick.color": LIGHT["muted"],
}
# Where two names share a color, as class 0 and the positive sign do, the first says how it changes in the dark.
NAMES = {color: name for name, color in reversed(LIGHT.items())}

# Lines differ by style as well as by color.
LINE_STYLES = ("-", "--", ":", "-.")

# A notebook without the book's style sheet gets a light ground for the light colors; a page brings its own.
LAYOUT = (
    "display:flex;flex-wrap:wrap;gap:8px;align-items:center;justify-content:center;"
    "background:var(--nn-picture-ground,var(--nn-paper,#fff))"
)
DRAWN = "stroke-linejoin:round;text-rendering:geometricPrecision"  # letters keep their distances where they are small
LEAST = 0.8  # of its width: how far a panel shrinks before it moves to a row of its own
COLUMN = 720  # pixels: the text column of a page on a laptop
GAP = 8
BREAK = '<span style="flex-basis:100%"></span>'


class Picture:
    """One or more panels, side by side where there is room, and one text that says what they show.

    `panels` are matplotlib Figures and `alt` is read out in their place. In a page or a notebook it shows itself as
    inline SVG; `save(path)` writes the first panel to a file.
    """

    def __init__(self, *panels, alt):
        self.panels, self.alt = panels, alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self._html(), "text/plain": f"Picture: {self.alt}"}

    def _html(self):
        length, flex = _rows([_pixels(panel) for panel in self.panels])
        panels = [_svg(panel, flex) for panel in self.panels]
        panels = BREAK.join("".join(panels[k : k + length]) for k in range(0, len(panels), length))
        return (
            f'<div class="nn-picture" role="img" aria-label="{html.escape(self.alt)}" style="{LAYOUT}">{panels}</div>'
        )

    def save(self, path):
        """Write the first panel to `path`; its ending, .svg, .png or .pdf, chooses the format."""
        with rc_context(STYLE):
            self.panels[0].savefig(path)


def panel(draw, *, width=5.6, height=3.4, **labels):
    """A Figure of `width` × `height` inches with one set of axes, handed to `draw(axes)`.

    `labels` are set on the axes: `xlabel`, `ylabel`, `title`, `xlim` and the like.
    """
    with rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        axes.set(**labels)
        if axes.get_legend_handles_labels()[0] and axes.get_legend() is None:
            axes.legend()
    return figure


def _pixels(figure):
    return 96 * figure.get_figwidth()


def _rows(widths):
    """How many panels of these widths stand in a row, and the style that says so, "" where each goes by its own width.

    Many small panels of one width stand in rows of equal length, on a phone half as long; none grows above the others.
    """
    if len(widths) < 5 or len(set(widths)) > 1:
        return len(widths), ""
    fit = int((COLUMN + GAP) // (LEAST * widths[0] + GAP))
    rows = -(-len(widths) // fit)
    length = -(-len(widths) // rows)
    on_phone = -(-length // 2)
    width = min(widths[0], COLUMN // length - GAP)
    on_paper = f"max({100 / length:.2f}% - {GAP}px,min({100 / on_phone:.2f}% - {GAP + 1}px,{0.96 * width:.0f}px))"
    return length, f"flex:0 1 min({width:.0f}px,{on_paper})"


def _svg(figure, flex=""):
    """The figure as inline SVG: palette colors by name, so that dark mode changes them; ids that can't clash."""
    out = StringIO()
    with rc_context(STYLE):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    width, height = (round(72 * inches, 1) for inches in figure.get_size_inches())
    pixels = _pixels(figure)
    flex = flex or f"flex:1 1 {LEAST * pixels:.0f}px"
    opening = (
        f'<svg viewBox="0 0 {width} {height}" width="{pixels:.0f}" height="{height * 4 / 3:.0f}" aria-hidden="true" '
        f'style="{flex};max-width:min(100%,{pixels:.0f}px);height:auto;{DRAWN}">'
    )
    drawing = re.sub(r".*?<svg[^>]*>.*?</defs>", opening, out.getvalue(), count=1, flags=re.S)
    drawing = re.sub(r"font-family: [^;\"]*", "font-family: inherit", drawing)
    drawing = re.sub("|".join(NAMES), lambda m: f"var(--nn-{NAMES[m[0]]}, {m[0]})", drawing)
    # Two decimals are a hundredth of a point, and half of the bytes.
    drawing = re.sub(r' (?:d|x|y|transform)="[^"]*"', lambda m: re.sub(r"(\.\d\d)\d+", r"\1", m[0]), drawing)
    return _own_ids(" ".join(drawing.split()).replace("> <", "><").replace("xlink:href", "href"))


def _own_ids(svg):
    """Only the ids that something refers to, each with a prefix of its own, since a page holds many pictures."""
    used = set(re.findall(r'(?:url\(|href=")#([^)"]+)', svg))
    prefix = "p" + hashlib.sha256(svg.encode()).hexdigest()[:8] + "-"
    svg = re.sub(r' id="([^"]+)"', lambda m: f' id="{prefix}{m[1]}"' if m[1] in used else "", svg)
    return re.sub(r'(url\(|href=")#', rf"\1#{prefix}", svg)
