"""Where the signature over a version of a resource stands: in the Provenance whose id is made from that version.

Read by `review`, which signs, and by `exchange`, which must not overwrite what was signed.
"""

import hashlib


def provenance_id(target: str) -> str:
    """Id of the Provenance of one version, such as `Composition/n1/_history/1`: it can be signed once only."""
    return hashlib.sha256(target.encode()).hexdigest()[:32]
