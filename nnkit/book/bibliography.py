"""The list of sources, labeled as the text cites them, [LeCun et al., 1998a], and sorted by the names one looks for."""

from pybtex.plugin import register_plugin
from pybtex.style.formatting.unsrt import Style
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting.author_year_title import SortingStyle

NAME = "nnkit"


class ByName(SortingStyle):
    """By author, year and title; an institution stands under its first word, without an article."""

    def person_key(self, person):
        """What a name is sorted by, in small letters."""
        return super().person_key(person).replace("{", "").replace("}", "").removeprefix("the ")


class AuthorYear(BaseLabelStyle):
    """The labels of sphinxcontrib-bibtex's reference style `author_year`.

    It knows no letters for two works of one year: they belong into the field `year`, 1998a and 1998b, from where the
    text has them, too. Where one is forgotten, the build warns of a label that is there twice.
    """

    def format_labels(self, sorted_entries):
        """Yield the label of each entry, in their order."""
        for entry in sorted_entries:
            yield f"{_names(entry.persons.get('author') or entry.persons['editor'])}, {entry.fields['year']}"


class AuthorYearStyle(Style):
    """The list of pybtex's style `unsrt` with these labels in this order."""

    default_sorting_style = NAME
    default_label_style = NAME


def setup(app):
    """Connect to Sphinx; the book asks for the style by `bibtex_default_style: nnkit`."""
    register_plugin("pybtex.style.sorting", NAME, ByName)
    register_plugin("pybtex.style.labels", NAME, AuthorYear)
    register_plugin("pybtex.style.formatting", NAME, AuthorYearStyle)


def _names(persons):
    last = [" ".join(map(str, [*p.rich_prelast_names, *p.rich_last_names])) for p in persons]
    return last[0] + " et al." if len(last) > 2 else " and ".join(last)
