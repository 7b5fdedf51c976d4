"""How text meets guidelines: folding, the guidelines file, patterns in linear time, hits with their spans."""
