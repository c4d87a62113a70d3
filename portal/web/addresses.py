"""Where a person may be sent on to: pages of this portal, never another site."""

from __future__ import annotations


def inside(target: str | None, otherwise: str) -> str:
    """``target`` when it is a path of this portal, else ``otherwise``.

    ``//evil``, ``/\\evil`` and ``https:…`` lead away; a control character in the middle (``/\t/evil``) is dropped by
    browsers and then leads away too.
    """
    sound = target and target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if sound and target else otherwise
