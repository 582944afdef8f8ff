"""The set of questions as an XLSForm: written, edited and read again."""
