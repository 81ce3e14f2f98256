"""What stands in the log is said in words."""

import importlib
import pkgutil

import app
from app.audit.log import Event
from app.audit.words import words_for
from app.web.language import gettext


def every_event(event=Event):
    for kind in event.__subclasses__():
        yield kind
        yield from every_event(kind)


def test_every_event_has_words_in_swedish():
    for module in pkgutil.walk_packages(app.__path__, "app."):
        importlib.import_module(module.name)
    kinds = {kind for kind in every_event() if kind.__module__.startswith("app.")}
    families = {kind.__name__ for kind in kinds if kind.__subclasses__()}
    happening = {kind.__name__ for kind in kinds} - families

    wordless = {name for name in happening if gettext(words_for(name)) == words_for(name)}

    assert wordless == set()


def test_an_event_of_a_later_version_is_still_readable():
    assert words_for("SomethingNewHappened") == "Something new happened"
