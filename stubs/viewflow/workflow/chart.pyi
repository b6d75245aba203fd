from typing import Any

class Shape:
    x: int
    y: int
    width: int
    height: int

class Cell:
    node: Any
    shape: Shape
    status: str | None

class Grid:
    nodes: list[Any]
    cells: list[Cell]
    edges: list[Any]

def calc_layout_data(flow_class: type[Any], edge_start_gap_size: int = ..., edge_end_gap_size: int = ...) -> Grid: ...
def calc_text(grid: Grid) -> None: ...
def calc_cell_status(flow_class: type[Any], grid: Grid, process_pk: int) -> None: ...
def grid_to_svg(grid: Grid) -> str: ...
def grid_to_bpmn(grid: Grid) -> str: ...
