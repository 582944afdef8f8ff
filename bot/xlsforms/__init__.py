"""The whole set of questions as one XLSForm, and back: a workbook that brokers edit, and ODK and Kobo show.

One fact stands in one cell. Where XLSForm has a column for it, that column is read; what it has none
for stands in columns named `phakhi_…`, which other tools leave alone. Rows marked `phakhi_made` are
there for ODK and Kobo only: they are made anew each time and never read.
"""
