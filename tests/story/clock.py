"""The time of the story, and the telephones that follow it."""

from datetime import UTC, datetime, timedelta

import pyotp

HALF_MINUTE = 30


class StoryClock:
    """Tells the real time until somebody waits; then it is later, for the whole product."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    @property
    def ahead(self) -> timedelta:
        """How far the story is from the real time."""
        return self._ahead

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def wait(self, **how_long: float) -> None:
        self._ahead += timedelta(**how_long)

    def begin(self, moment: datetime) -> None:
        """Let the story begin at a moment of its own, so that its days are always the same."""
        self._ahead = moment - datetime.now(UTC)

    def wait_until(self, moment: datetime) -> None:
        """Let time pass to a moment that has not been yet."""
        assert moment > self()
        self.begin(moment)


class Telephone:
    """An authenticator app. Its owner waits for the next code when this one has been used."""

    def __init__(self, clock: StoryClock, key: str) -> None:
        self._clock = clock
        self._codes = pyotp.TOTP(key.replace(" ", ""))
        self._used = 0

    def code(self) -> str:
        step = int(self._clock().timestamp() // HALF_MINUTE)
        if step <= self._used:
            self._clock.wait(seconds=(self._used + 1 - step) * HALF_MINUTE)
            step = self._used + 1
        self._used = step
        return self._codes.generate_otp(step)
