"""SQL-on-FHIR v2: a ViewDefinition compiled to DuckDB SQL over the record, NDJSON or Parquet files.

    with Warehouse() as warehouse:
        warehouse.read(folder)
        rows = list(warehouse.rows(parse_view(definition)))

`warehouse` needs the extra `attending[analytics]`; it is imported where it is used.
"""
