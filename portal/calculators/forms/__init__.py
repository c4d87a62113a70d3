"""The questions of the calculators, one module an idea: ``charges``, ``clocks``, ``procedures``; ``base`` is shared."""
