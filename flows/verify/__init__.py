"""Checks whether a release is whole, and agrees with what it says of itself."""

from flows.verify.release import Verified as Verified
from flows.verify.release import verify_release as verify_release
