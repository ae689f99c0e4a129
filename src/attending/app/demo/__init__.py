"""The demo hospital: invented patients with histories of years, and consultations that wait for a signature."""

from attending.app.demo.hospital import PRACTITIONERS, DemoConsultation, DemoPractitioner, consultations, resources

__all__ = ["PRACTITIONERS", "DemoConsultation", "DemoPractitioner", "consultations", "resources"]
