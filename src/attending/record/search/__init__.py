"""Search of the record: every kind of R4 search parameter over the index, bounded by the grant."""

from attending.record.search.criteria import InvalidSearch
from attending.record.search.query import Query, read_query
from attending.record.search.run import Found, matching_ids, rows_meeting, search, search_page

__all__ = ["Found", "InvalidSearch", "Query", "matching_ids", "read_query", "rows_meeting", "search", "search_page"]
