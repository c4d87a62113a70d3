"""Floor 0: the field's rules, pure.

Takes values and returns values; standard library only. No clock, no IO except reading its own ``tables/``.
Everything the law fixes (rates, periods, fees) is data there, with ``valid_from`` and ``source``.
"""
