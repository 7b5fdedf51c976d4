"""The window: Qt, one folder a room. Of `moderator` it knows only the console, the domain and the settings."""
