"""What is said, whatever the channel: one turn of a conversation, buttons, cards, words of notices."""
