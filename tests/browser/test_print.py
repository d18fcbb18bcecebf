"""A chapter on paper: no wider than that, unfolded, each widget a picture; on request without its solutions."""

import io

from pypdf import PdfReader

CHAPTER = "chapters/06_gradient_descent.html"
MARGIN = {"top": "18mm", "bottom": "20mm", "left": "18mm", "right": "18mm"}
TEXT_WIDTH = 657  # of A4 between these margins, in CSS pixels


def test_a_printed_chapter_has_its_solutions_and_explanations_unfolded(open_page):
    pdf = PdfReader(io.BytesIO(open_page(CHAPTER).pdf(format="A4", margin=MARGIN, page_ranges="3-9")))
    text = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert "is positive, so a larger" in text  # the explanation of a choice
    assert "Check the slide" in text  # a note of the margin
    assert "y_typo = np.array" in text  # folded code
    assert "Solution to Exercise 6.3" in text
    assert "return -np.mean((y - w * x) * x)" in text  # from within that solution


def test_a_sheet_of_exercises_has_the_questions_and_no_answer(open_page):
    page = open_page(CHAPTER + "?solutions=no", whole=True)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".exercise:visible").count() == page.locator(".exercise").count() > 5
    assert page.locator(".exercise details > summary:visible").count() > 5
    assert page.locator(".exercise details > :not(summary):visible").count() == 0
    assert page.locator(".solution:visible").count() == 0


def test_nothing_is_wider_than_the_paper(open_page):
    page = open_page(CHAPTER, width=TEXT_WIDTH)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= TEXT_WIDTH  # else a browser shrinks the whole page
    assert page.locator(".nnkit-still img:visible").count() == page.locator(".nnkit-still").count() == 1
