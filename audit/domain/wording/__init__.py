"""How numbers and names are written, wherever they are: terminal, page, Markdown, JUnit, audit.json."""
