"""Tables in files, CSV or XLSX, as sheets of lines of cells. What the columns mean is for whoever asks."""

from services.outputs.importers.sheets.cells import Line, Sheet
from services.outputs.importers.sheets.delimited import headings_of, seems_delimited, sheet_of
from services.outputs.importers.sheets.workbook import is_workbook, sheets_of

__all__ = ["Line", "Sheet", "headings_of", "is_workbook", "seems_delimited", "sheet_of", "sheets_of"]
