"""Parts of the console's door, one for each room that has many commands. Futures in and out, like the console itself."""
