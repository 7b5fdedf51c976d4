"""The frame around the rooms: rail, status, notices, palette, keys, the first start and the way out."""
