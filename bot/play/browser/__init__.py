"""The playground in the browser: the group and the private chats side by side, on this machine only."""
