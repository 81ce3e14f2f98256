import pytest


@pytest.fixture
def key(browser):
    """Give the key that the running program has made for itself."""
    return browser.app.state.data_key
