"""Bodies as the first program stored them that compressed any: they must be readable for ever."""

PLAIN = (
    '{"resourceType":"Observation","id":"o1","meta":{"versionId":"1","lastUpdated":"2026-03-02T09:00:00.0'
    '00+00:00"},"status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"perfo'
    'rmer":[{"reference":"Practitioner/9b1d"}],"valueQuantity":{"value":70.50,"unit":"/min"}}'
)
SETTLED = (
    "28b52ffd632fd8e13a20001d02006342083d7ad491052a608105a52b2876428f3a901927f4a823096fb7178f2b8245560b01"
    "09fc86f8b4b7cc8b0dd8848b7c40258a81fbf7b09772b04817087ba1a9ac1f"
)
"""Compressed as a whole."""
OPEN = (
    "92c44a28b52ffd632fd8e13a0500e50100d86f01383836372d34227d5d0230303037302e35302f6d696e227d7d09fc6b789a"
    "d029651f2bbabf1b8a15bee0f24d1153a5cc60a46bdbbde8de440891a439623164"
)
"""With its moment open, and one answer."""
