"""Who opened or changed what, when and why: a chain of AuditEvents that nobody can edit unseen."""

from attending.audit.event import Entry, Outcome, audit_event
from attending.audit.trail import append
from attending.audit.verify import Verdict, verify

__all__ = ["Entry", "Outcome", "Verdict", "append", "audit_event", "verify"]
