"""Tables of any kind as columns of text or numbers: formats, column names, spellings, codes."""
