"""Telegram: taking in what people say, talking to staff, and sending every notice."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's newer form of waiting times; it warns without
