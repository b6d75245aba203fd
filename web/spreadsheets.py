"""电子表格: what people open in a spreadsheet must stay text."""

FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def inert(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula gets a quotation mark in front."""
    return f"'{cell}" if cell.startswith(FORMULA_BEGINNINGS) else cell
