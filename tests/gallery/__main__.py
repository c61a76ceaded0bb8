"""`python -m tests.gallery` says whether the gallery differs from what is said now; with `--write` it is made anew."""

from tests.conftest import running_server
from tests.gallery import FILE, gallery
from tests.recorded import kept

if __name__ == "__main__":
    with running_server() as server:
        made = gallery(server)
    kept(FILE, made)
