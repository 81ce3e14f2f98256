"""Whatever is handed over, the answer is a figure or a refusal that can be read."""

import inspect
import math
import warnings
from contextlib import suppress

import numpy as np
import pytest

import sampling
from sampling import agreement
from sampling.errors import SamplingError
from tests.sampling.calls import CALLS

NOTHING = [None, (), [], {}, set(), "", b"", object(), len]
NUMBERS = [True, -1, 0, 2.5, math.nan, math.inf, -math.inf, 2**63, 2**64, -(2**63), 10**400, 1e308]
TEXTS = ["7", "x", b"7", ["1", "2"], ["a"] * 6, ["no"] * 6, {"A": "5"}]
NAMED = [{"C": 5}, {"A": -1}, {"A": True}, {"A": math.nan, "B": 5}, {"A": 2**63, "B": 2**64}]
LISTS = [
    [None] * 6,
    [math.nan] * 6,
    [math.inf, 1],
    [2**63, 5],
    [2**64, 1],
    [1e308, 1e308],
    [1e200, 1, 2, 3, 4, 5],
    [-1, 2],
    [1, 2, 3],
    [1] * 7,
    [0, 0, 0, 1, 1, -1],
    [0, 0, 0, 1, 1, 2**62],
    [[1, 2], [3]],
    [[1, 2, 3, 4, 5, 6]],
]
ARRAYS = [
    np.array(5),
    np.array([1, "x"], dtype=object),
    np.array(["2026-01-01"], dtype="M8[D]"),
    np.array([1 + 1j, 2]),
    np.ma.masked_array([1.0, 2.0], [True, False]),
    np.zeros((2, 2, 2)),
    np.int64(5),
    np.float64("nan"),
]
HOSTILE = NOTHING + NUMBERS + TEXTS + NAMED + LISTS + ARRAYS
SPOILT = [
    pytest.param(function, argument, id=f"{function.__qualname__}-{argument}")
    for function, arguments in CALLS.items()
    for argument in arguments
]


@pytest.mark.parametrize("function", CALLS, ids=lambda function: function.__qualname__)
def test_the_sound_call_is_answered(function):
    function(**CALLS[function])


def test_every_public_function_is_attacked():
    public = {
        getattr(package, name) for package in (sampling, agreement) for name in package.__all__
    }
    functions = {thing for thing in public if inspect.isfunction(thing)}

    # `verify` refuses nothing: what is malformed is what it finds.
    assert functions - set(CALLS) == {sampling.verify}


@pytest.mark.parametrize(("function", "argument"), SPOILT)
def test_a_spoilt_argument_is_refused_in_words_or_answered(function, argument):
    for value in HOSTILE:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with suppress(SamplingError):
                function(**CALLS[function] | {argument: value})
