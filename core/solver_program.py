"""A program of its own: reads gains and limits as JSON from standard input and prints the best choices.

It runs apart from the site because solver and numpy take memory that no other page needs.
"""

import json
import resource
import sys
from typing import Any, cast

MEMORY = 2 * 1024 * 1024 * 1024
PROCESSOR_SECONDS = 15


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    gains, rows = json.load(sys.stdin)
    json.dump(solve(gains, rows), sys.stdout)


def solve(gains: list[int], rows: list[tuple[list[int], list[int], int]]) -> list[int]:
    import highspy

    solver: Any = cast(Any, highspy).Highs()
    solver.setOptionValue("log_to_console", False)
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)  # gains are whole numbers: nothing lies between
    solver.passModel(_model(highspy, gains, rows))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SystemExit(f"not solved: {solver.getModelStatus()}")
    return [number for number, value in enumerate(solver.getSolution().col_value) if value > 0.5]


def _model(highspy: Any, gains: list[int], rows: list[tuple[list[int], list[int], int]]) -> Any:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(gains), len(rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = [float(gain) for gain in gains]
    model.col_lower_, model.col_upper_ = [0.0] * len(gains), [1.0] * len(gains)
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(gains)
    model.row_lower_ = [-highspy.kHighsInf] * len(rows)
    model.row_upper_ = [float(most) for _, _, most in rows]
    _fill(highspy, model.a_matrix_, rows)
    return model


def _fill(highspy: Any, matrix: Any, rows: list[tuple[list[int], list[int], int]]) -> None:
    starts = [0]
    for columns, _, _ in rows:
        starts.append(starts[-1] + len(columns))
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = starts
    matrix.index_ = [column for columns, _, _ in rows for column in columns]
    matrix.value_ = [float(use) for _, uses, _ in rows for use in uses]


if __name__ == "__main__":
    main()
