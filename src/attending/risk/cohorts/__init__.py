"""The public cohorts the shipped models learn from: how each becomes a table of features, an outcome and groups.

One module per cohort. Each finds its tables in a folder by their columns, never by a file's name.
"""
