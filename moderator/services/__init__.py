"""The stretches of the way: each takes the store it is given and keeps one promise."""
