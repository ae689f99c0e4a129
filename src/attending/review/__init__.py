"""The only way from Draft to record: queue, edit, sign, reject, amend."""
