"""A side that is wrong is told by its own cell."""

from pathlib import Path

from api.app import OpenLedger
from tests.api.conftest import Liggare
from tests.api.workbooks import row, workbook


def test_case_18_a_negative_side_is_told_by_its_own_cell(liggare: Liggare, stad: OpenLedger, tmp_path: Path) -> None:
    """The field's `18-negativ-intakt.xlsx`: the revenues in H are −20, and the costs in G are right."""
    path = tmp_path / "budget.xlsx"
    for costs, revenues, cell in ((100, -20, "H5"), (-100, 20, "G5")):
        path.write_bytes(workbook(row("slk", "drift", "budget", costs, revenues)))
        said = liggare("record", str(path))
        assert said.code == 2
        told = [line for line in said.err.splitlines() if "blad Ramar, cell" in line]
        assert [f"cell {cell}:" in line for line in told] == [True], said.err
