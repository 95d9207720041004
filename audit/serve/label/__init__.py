"""Labels by people: several annotators vote on pictures, blind to each other and to every model.

Words: a *vote* is what one annotator says of one picture, an emotion, *cannot tell* or *not a face*; the newest counts.
The *book* keeps every vote; *written* into the manifest they become columns.
"""
