"""Floor 5: calculators (計算) — the law's computations on the web, on the command line and per case.

The computations are in ``portal.domain``; here are the questions asked (forms, command options), the answers shown
(``working``), the rate and rule tables, and what is to be done today.
"""
