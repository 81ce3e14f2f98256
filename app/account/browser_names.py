"""Enough of a browser's name for its owner to know it again in a list."""

from app.errors import N_

# The order matters: every browser also claims to be some of those after it.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = N_("Unknown browser")


def browser_name(sent: str) -> str:
    """Name the browser and the system of a User-Agent header."""
    names = [
        next((name for sign, name in table if sign in sent), "") for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in names if name) or UNKNOWN
