"""The search index: which values of a resource can be searched, and the tables that hold them."""

from attending.record.index.extract import extract
from attending.record.index.parameters import Parameter, find_parameter, parameters_of, resource_types
from attending.record.index.tables import SCHEMA
from attending.record.index.writing import Indexing, rebuild

__all__ = ["SCHEMA", "Indexing", "Parameter", "extract", "find_parameter", "parameters_of", "rebuild", "resource_types"]
