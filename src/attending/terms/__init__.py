"""Codes, units, drug, symptom and anatomy names: data and look-ups. Imports nothing of ours but `errors`."""
