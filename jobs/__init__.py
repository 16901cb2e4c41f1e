"""Work that goes on behind the chats: handling turns, watching the clock, summaries, pruning."""
