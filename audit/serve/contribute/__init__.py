"""Pictures that people give to a cohort: with consent, under a receipt that deletes them again.

Words: *terms* say what pictures are for, who keeps them and how they are deleted; a *contribution* is the pictures one
person gives at one time; a *receipt* is a code only that person knows. The person's number in the manifest is made
from the receipt, so nobody who has the cohort can tell a receipt, and no list of receipts exists.
"""
