"""Who somebody is, what they may do, and the keys that protect what they wrote."""

from attending.security.grant import Action, Grant, PractitionerRole, Purpose
from attending.security.keys import Keys

__all__ = ["Action", "Grant", "Keys", "PractitionerRole", "Purpose"]
