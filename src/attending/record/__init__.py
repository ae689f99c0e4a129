"""One longitudinal record per patient: FHIR R4 resources, their versions, and the read-only Chart."""

from attending.record.chart import Chart, Event, Resource

__all__ = ["Chart", "Event", "Resource"]
