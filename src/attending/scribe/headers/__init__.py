"""Header and text of a short dialogue (MTS-Dialog)."""
