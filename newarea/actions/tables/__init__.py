"""Nouns as tables of a workbook: read, compared with what stands on the site, previewed, and written by the actions."""
