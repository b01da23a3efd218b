"""Reads the files that users bring, and writes them again with columns added."""

from flows.user_files.cells import distinct_cells as distinct_cells
from flows.user_files.cells import leave_out as leave_out
from flows.user_files.cells import replace_cells as replace_cells
from flows.user_files.table import UserTable as UserTable
from flows.user_files.table import read_user_table as read_user_table
from flows.user_files.table import require_new_names as require_new_names
from flows.user_files.table import write_user_table as write_user_table
