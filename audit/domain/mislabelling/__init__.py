"""Labels and groups that are wrong: how often as somebody declares, what bounds allow for, what overturns a verdict.

Words: a *label error rate* of a group is the largest share of wrong labels among its pictures, of any label and of any
true emotion; an *assignment* is who belongs to which group as somebody guessed it, and its table says who truly does.
"""
