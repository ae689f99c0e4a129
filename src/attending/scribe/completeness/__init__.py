"""From a finished note to one in which nothing that must stand is missing, whatever the sections chose."""

from attending.scribe.completeness.complete import complete

__all__ = ["complete"]
