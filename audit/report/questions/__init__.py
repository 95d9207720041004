"""The research questions: one module of rules, and one for each question that answers it from a result."""
