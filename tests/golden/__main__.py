"""`python -m tests.golden` says which golden files differ; with `--write` it writes them."""

import sys

from tests.golden import FOLDER, differing, write

if __name__ == "__main__":
    written = "--write" in sys.argv
    paths = write() if written else differing()
    for path in paths:
        print("written" if written else "differs", path.relative_to(FOLDER))
    sys.exit(bool(paths) and not written)
