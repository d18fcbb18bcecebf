"""Makes the page's font for formulas: ``python -m nnkit.book.formula_font latinmodern-math.otf``.

Only an author who wants other characters needs this, with `pip install brotli`; the font itself is in the repository.
Latin Modern Math is by B. Jackowski and J. M. Nowacki (GUST, https://www.gust.org.pl/projects/e-foundry/lm-math),
under the GUST Font License, which asks that a changed font have another name.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONT = Path(__file__).parent / "static" / "nnkit-math.woff2"
NAME = "nnkit Math"
PRIMES = (0x2032, 0x2033, 0x2034)
TYPEWRITER, GREEK = range(0x1D670, 0x1D6A4), range(0x391, 0x3CA)
CHARACTERS = {
    *range(0x20, 0x7F),
    *range(0x1D434, 0x1D468),  # italic Latin, which a browser takes for a variable
    *range(0x1D6E2, 0x1D71C),  # italic Greek
    *TYPEWRITER,
    *GREEK,
    *PRIMES,
    *(ord(sign) for sign in "¬±·×÷ϵℎℓℕℝℤ𝟎𝟏∂∅∆∇∈∉∏∑−∓∗∘√∝∞∣∥∧∨∩∪∫∼≈≠≡≤≥≪≫⊂⊆⊕⊗⊙⊤⊥⋅⋮⋯⋱…′‖←↑→↓↔↦⇐⇒⇔⟨⟩⟵⟶⟸⟹⌈⌉⌊⌋⏞⏟"),
    *(ord(accent) for accent in "ˆ˜ˉ¯\u0302\u0303\u0304\u0305\u0332\u20d7"),
}


def alternates(font, tag):
    """Map glyphs to those that the feature `tag` puts in their place."""
    table = font["GSUB"].table
    records = [record.Feature for record in table.FeatureList.FeatureRecord if record.FeatureTag == tag]
    lookups = {number for feature in records for number in feature.LookupListIndex}
    found = {}
    for number in lookups:
        for part in table.LookupList.Lookup[number].SubTable:
            found |= {glyph: one[0] for glyph, one in getattr(part, "alternates", {}).items()}
            found |= getattr(part, "mapping", {})
    return found


def lower_primes(font):
    """Let a prime be the glyph for superscripts: in browsers the common one comes out tiny and high."""
    scripted = alternates(font, "ssty")
    for table in font["cmap"].tables:
        for prime in PRIMES:
            if prime in table.cmap:
                table.cmap[prime] = scripted.get(table.cmap[prime], table.cmap[prime])


def rename(font):
    """Give the changed font its own name, as the license asks."""
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = NAME if record.nameID != 6 else NAME.replace(" ", "")


def main(source):
    """Write the font with the characters above, without hints and features that browsers do not use."""
    font = TTFont(source, recalcTimestamp=False)
    lower_primes(font)
    rename(font)
    options = subset.Options(flavor="woff2", layout_features=[], hinting=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    subset.save_font(font, FONT, options)


if __name__ == "__main__":
    main(sys.argv[1])
