"""Reports: what casework counted as text, chart, page, tables, JSON. Drawing libraries load when needed."""

from reports.weekly import File, weekly_files
from reports.weekly_text import weekly_text

__all__ = ["File", "weekly_files", "weekly_text"]
