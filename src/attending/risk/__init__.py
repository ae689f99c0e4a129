"""Who will get worse, how sure we are, and why: bedside scores from the chart, each with its inputs as evidence."""

from attending.risk.bedside import BEDSIDE, Assessment, assess

__all__ = ["BEDSIDE", "Assessment", "assess"]
