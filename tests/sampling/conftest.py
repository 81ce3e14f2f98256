from hypothesis import settings

# A slow machine is not a wrong answer.
settings.register_profile("unhurried", deadline=None, max_examples=50)
settings.load_profile("unhurried")
