"""Scores occupations for titles and what comes with them, on all codes at once, with calibrated chances."""
