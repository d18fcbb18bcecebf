"""The book's colors: one for each thing, the same in figures and widgets, in light and in dark.

The hues are near those of Okabe and Ito's color-blind safe set, lightened or darkened until they stand out from the
background. Data are one color and parameters another, everywhere.
"""

LIGHT = {
    "ink": "#1f2328",
    "muted": "#5b6470",
    "paper": "#ffffff",
    "grid": "#dfe3e8",
    "data": "#00795a",
    "parameter": "#69096d",
    "loss": "#b3382c",
    "class0": "#0072b2",
    "class1": "#d55e00",
    "positive": "#0072b2",
    "negative": "#d55e00",
}

DARK = {
    "ink": "#e6e9ee",
    "muted": "#a3adba",
    "paper": "#14181f",
    "grid": "#343c47",
    "data": "#54d0ab",
    "parameter": "#c87fb7",
    "loss": "#f78c7f",
    "class0": "#56b4e9",
    "class1": "#ff9a4d",
    "positive": "#56b4e9",
    "negative": "#ff9a4d",
}


def css():
    """The palette as CSS custom properties, `--nn-ink` and so on, for a page, a notebook and a bare system theme."""
    light, dark = (";".join(f"--nn-{name}:{value}" for name, value in p.items()) for p in (LIGHT, DARK))
    return (
        f":root{{{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme]):not(:has([data-jp-theme-light])){{{dark}}}}}\n"
        f'html[data-theme="dark"],body[data-jp-theme-light="false"]{{{dark}}}\n'
    )
