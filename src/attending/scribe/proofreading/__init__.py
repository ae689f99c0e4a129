"""A section read over before it is written: mended, named, or left out."""
