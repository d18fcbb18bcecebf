"""Formulas become MathML when the book is built: browsers and screen readers know it, and a page needs no script.

`math-core` translates; MathML Core is what all browsers draw. A formula that it cannot translate is a warning, which
fails a build with ``-W``.
"""

import html
import re
from functools import cache

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)

NAME = "nnkit"
ROW_GAP = re.compile(r"\\\\\s*\[[^\]]*\]")  # \\[4pt]: our style sheet sets the rows' distance
ENDS_IN_EQUALS = re.compile(r"=\s*\{\}\s*&")  # "= {} &": the thick space that TeX sets before the empty {}
NUMBERED = re.compile(r"\\(begin|end)\{(align|equation|gather|multline)\}")  # Sphinx numbers, not the formula itself
NAMED = re.compile(r"&([A-Za-z]+);")  # entities of HTML, which XHTML does not know
KEPT = {"lt", "gt", "amp", "quot"}


def setup(app):
    """Connect to Sphinx."""
    app.add_html_math_renderer(NAME, (write_inline, None), (write_display, None))
    app.connect("config-inited", choose, priority=900)  # after MyST-NB, which asks for MathJax


def choose(app, config):
    """Make every builder of HTML, EPUB's too, use this renderer."""
    config.html_math_renderer = NAME


def mathml(tex, *, display):
    r"""Translate a formula in LaTeX into a ``<math>`` element that is valid in HTML and in XHTML.

    `display`: whether it stands in a line of its own. Raises `math_core.LatexError` for what cannot be translated.
    """
    tex = ENDS_IN_EQUALS.sub(r"=\\;&", ROW_GAP.sub(r"\\\\", tex))
    tex = NUMBERED.sub(r"\\\1{\2*}", tex)
    if r"\\" in tex and r"\begin" not in tex:
        tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
    made = _converter().convert_with_local_state(tex, displaystyle=display)
    return NAMED.sub(lambda entity: entity[0] if entity[1] in KEPT else html.unescape(entity[0]), made)


@cache
def _converter():
    return LatexToMathML(fancy_error=False, xml_namespace=False)


def write_inline(writer, node):
    """Write a formula within a line."""
    writer.body.append(writer.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    writer.body.append(_checked(writer, node, display=False) + "</span>")
    raise nodes.SkipNode


def write_display(writer, node):
    """Write a formula in a line of its own, with its number where it has one."""
    writer.body.append(writer.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        writer.body.append(f'<span class="eqno">({get_node_equation_number(writer, node)})')
        writer.add_permalink_ref(node, "Link to this equation")
        writer.body.append("</span>")
    writer.body.append(_checked(writer, node, display=True) + "</div>\n")
    raise nodes.SkipNode


def _checked(writer, node, *, display):
    try:
        return mathml(node.astext(), display=display)
    except LatexError as error:
        message = f"the formula {node.astext().strip()!r} cannot be set: {error}"
        logger.warning(message, location=node, type="nnkit", subtype="math")
        return f"<code>{html.escape(node.astext())}</code>"
