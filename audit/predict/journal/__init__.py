"""The journal: answers of classifiers, kept as they come. A run that was killed goes on; no picture is asked twice.

Words: an answer is *kept* under the *name* of who gave it, a hash over all that decides what is said of a picture (see
`identity`), and the *key* of the picture, a hash over its bytes and face box. Paths, labels and groups are not in it.
What is taken from it is what would be answered now, to the last bit; so a result does not show whether it was.
"""

from audit.predict.journal.carried import AnyJournal, AnyShelf
from audit.predict.journal.identity import picture_key
from audit.predict.journal.journal import AnswerShelf, Journal, journal_for

__all__ = ["AnswerShelf", "AnyJournal", "AnyShelf", "Journal", "journal_for", "picture_key"]
