class SamplingError(ValueError):
    """What is asked of the library cannot be done, or would not mean what it says."""
