"""Rasa's custom actions: read what was said, call casework, say what comes of it."""
