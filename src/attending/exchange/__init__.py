"""Hospital in and out: files what the hospital itself sends."""
