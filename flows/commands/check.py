"""The story of `canon check`: read and assemble everything under raw/, and write nothing."""

from flows.config import Config
from flows.release import assemble, read_inputs
from flows.steps import Step
from schemas.inputs import Inputs
from schemas.stages import Assembled


def check_raw(config: Config, step: Step) -> tuple[Inputs, Assembled]:
    """Return what was read and the roles that it makes; raise BadData where a file breaks its contract."""
    inputs = read_inputs(config, step)
    return inputs, step(assemble, inputs)
