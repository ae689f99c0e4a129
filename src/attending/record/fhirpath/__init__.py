"""FHIRPath, the path and expression language of FHIR: our own engine, complete to N1 and the additions of R4.

    compile("name.where(use = 'official').given").evaluate(patient)

Pure Python, without access to the store, the clock or the network: what an expression needs of them is passed in.
"""

from attending.record.fhirpath.engine import Services
from attending.record.fhirpath.expression import Expression, begin, compile  # noqa: A004
from attending.record.fhirpath.faults import EvaluationFault, FHIRPathFault, InvalidExpression
from attending.record.fhirpath.nodes import Node
from attending.record.fhirpath.quantity import Quantity
from attending.record.fhirpath.temporal import Moment

__all__ = [
    "EvaluationFault",
    "Expression",
    "FHIRPathFault",
    "InvalidExpression",
    "Moment",
    "Node",
    "Quantity",
    "Services",
    "begin",
    "compile",
]
