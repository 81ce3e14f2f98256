from urllib.parse import urlsplit


def own_path(wanted: str, otherwise: str = "/") -> str:
    """Give the page that somebody asked to come back to, if it is surely one of ours.

    Browsers read two slashes, a backslash, or hidden signs as the beginning of another place.
    """
    if not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return otherwise
    if any(not sign.isprintable() or sign.isspace() for sign in wanted):
        return otherwise
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else wanted
