"""A scenario as tables: folders of CSV files, or workbooks, in and out.

``load_tables(file)``
    Reads a folder or a workbook; every problem is named by sheet, row and column.
``dump_tables(scenario, target, language)``
    Writes a scenario that tables can say in full.
``table_files(scenario, target, language)``
    The contents of these files, not yet written.
``day_table(folder)``
    The file with the day, if a folder has the tables of one.
``write_templates(folder, language)``
    Writes all tables, filled with a small day as an example.
"""

from dispatch.messages import Language
from dispatch.tables.reading import Tables, is_tables, load_tables
from dispatch.tables.sources import day_table
from dispatch.tables.writing import dump_tables, table_files, write_templates

__all__ = [
    "Language",
    "Tables",
    "day_table",
    "dump_tables",
    "is_tables",
    "load_tables",
    "table_files",
    "write_templates",
]
