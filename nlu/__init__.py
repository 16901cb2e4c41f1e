"""Rasa's own environment (Python 3.10): the Vietnamese parts of its pipeline."""
