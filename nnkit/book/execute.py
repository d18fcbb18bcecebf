"""Executes the chapters that changed, one for each processor: ``python -m nnkit.book.execute chapters CACHE``.

Jupyter Book executes one chapter after the other. It looks into its cache first, so we fill that beforehand. A chapter
that fails is not put into the cache; the build executes it again and shows the error.
"""

import logging
import sys
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor

TIMEOUT = 120  # seconds a cell may take, as in _config.yml


def execute(chapters, cache_folder):
    """Execute the notebooks in the folder `chapters` that the cache lacks; return (executed, failed), their names."""
    cache = get_cache(cache_folder)
    wanted = {str(path) for path in Path(chapters).resolve().glob("*.ipynb")}
    for record in cache.list_project_records():
        if record.uri not in wanted:  # renamed or deleted since, and to execute it would fail
            cache.remove_nb_from_project(record.pk)
    for path in sorted(wanted):
        cache.add_nb_to_project(path)
    logger = logging.getLogger(__name__)
    done = load_executor("local-parallel", cache, logger=logger).run_and_cache(timeout=TIMEOUT)
    names = [sorted(Path(path).name for path in paths) for paths in (done.succeeded, done.excepted + done.errored)]
    return names[0], names[1]


if __name__ == "__main__":
    executed, failed = execute(*sys.argv[1:])
    print(f"executed: {', '.join(executed) or 'nothing new'}" + (f"; failed: {', '.join(failed)}" if failed else ""))
