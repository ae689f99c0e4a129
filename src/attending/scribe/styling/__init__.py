"""The note's headings and order: built-in styles and a clinic's own template."""
