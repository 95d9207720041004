"""Face finders: who looks for a face in a picture, and what its box means.

Words this package owns:

*finder*
    Looks over a picture and returns every face it sees, each with box, score and, if it can, eyes.
*look*
    One way a finder looks: how large its copy of the picture is, how wide the rim around it. The first look that sees a
    face decides, so that what is hard to see costs time only where it is.
*box rule*
    The square that a finder's box stands for; fitted for each finder, so that all frame a face as FER2013 does.

`FINDERS` is the one list of them.
"""

from audit.images.finders.face import Face, FaceBox
from audit.images.finders.registry import FINDERS, Finder, check_finder, finder_of, finder_used, look_for

__all__ = ["FINDERS", "Face", "FaceBox", "Finder", "check_finder", "finder_of", "finder_used", "look_for"]
