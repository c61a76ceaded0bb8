"""`python -m tests.gallery` says whether the gallery differs from what is said now; with `--write` it is made anew."""

import sys

from tests.conftest import running_server
from tests.gallery import FILE, gallery

if __name__ == "__main__":
    with running_server() as server:
        made = gallery(server)
    differs = not FILE.exists() or FILE.read_text(encoding="utf-8") != made
    if "--write" in sys.argv:
        FILE.write_text(made, encoding="utf-8")
    print("unchanged" if not differs else "written" if "--write" in sys.argv else "differs", FILE.name)
    sys.exit(differs and "--write" not in sys.argv)
