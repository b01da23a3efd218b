"""What readers may rely on: the framework, and the codes of the classifications."""

from dataclasses import dataclass

import pandas as pd

from schemas.inputs import Framework


@dataclass(frozen=True)
class Context:
    """The framework, and `occupation_titles`: title by code of every SOC 2018 group and O*NET-SOC 2019 occupation."""

    framework: Framework
    occupation_titles: pd.Series

    def has_node(self, code: str, tier: str) -> bool:
        """Return whether the authored taxonomy has a node of that code on that tier."""
        taxonomy = self.framework.taxonomy
        return bool(((taxonomy["node_code"] == code) & (taxonomy["tier"] == tier)).any())
