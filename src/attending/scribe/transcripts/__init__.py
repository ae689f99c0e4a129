"""One reader per transcript format; each turns text into pieces of speech, and none of them knows who is the doctor."""
