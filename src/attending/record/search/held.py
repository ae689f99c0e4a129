"""Under which numbers of an index table the rows of a parameter stand, as a condition.

Read by `select` and `include`. Rows that several parameters would have alike are kept once; see `Parameter.held`.
"""

from attending.record.index.parameters import Parameter


def rows_of(parameter: Parameter, alias: str, table: str = "index_reference", *, also: tuple[int, ...] = ()) -> str:
    """The condition that a row is one of the parameter's.

    Args:
        parameter: whose rows are wanted.
        alias: of the table.
        table: which of the index tables it is.
        also: more numbers under which they stand.
    """
    numbers = (*parameter.held, *also)
    among = f"= {numbers[0]}" if len(numbers) == 1 else f"IN ({', '.join(map(str, numbers))})"
    is_part = bool(parameter.only) and table == "index_reference"
    return f"{alias}.sp {among}" + (f" AND {_leads_to(parameter.only, alias)}" if is_part else "")


def _leads_to(resource_type: str, alias: str) -> str:
    """That a target, as `values.reference_target` gives it, is of a type: ours, or at an address that ends in it."""
    own = f"{alias}.target >= '{resource_type}/' AND {alias}.target < '{resource_type}0'"  # 0 follows / in ASCII
    address = f"{alias}.target LIKE '%://%/{resource_type}/%' AND {alias}.target NOT LIKE '%/{resource_type}/%/%'"
    return f"({own} OR {address})"
