"""The core: what a case is and what may happen to it."""
