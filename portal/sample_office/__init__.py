"""Floor 6: the fictional sample office (見本) — two departments, five people, some thirty cases of all three classes.

Every person is marked 架空 and lives at an address that does not exist. Dates are reckoned back from the day of
loading, so that deadlines on the home page are alive.
"""

from portal.sample_office.loading import load, sign_ins

__all__ = ["load", "sign_ins"]
