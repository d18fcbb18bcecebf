"""The built book as an EPUB: ``python -m nnkit.book.epub _build/html _build/epub``.

What the pages are made of is there already: text, formulas in MathML, pictures in SVG, a still picture of each widget.
Each page is cleaned of what needs a script, and the browser writes it as XHTML, which the format demands.
"""
