"""A Telegram Bot API server of our own on loopback; `drills.botapi` is its front door."""
