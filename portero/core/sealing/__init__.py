"""The house's seal: canonical JSON (RFC 8785), signed with Ed25519 (RFC 8032) by a key that everybody can look up.

What is sealed says itself what it is (`"type"`), so that a seal on one kind of text is worth nothing on another.
docs/certificates.md tells how keys are kept and changed.
"""

from portero.core.sealing.canonical import NotCanonical, canonical
from portero.core.sealing.seals import NoKey, Seal, holds, sign

__all__ = ["NoKey", "NotCanonical", "Seal", "canonical", "holds", "sign"]
