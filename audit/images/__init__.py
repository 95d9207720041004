"""Bytes to pixels: the one door through which training, audit and the app see a picture.

Words this package owns:

*picture*
    The bytes of one file. Only its pixel-making parts reach a decoder; what it tells about itself is dropped.
*pixels*
    uint8 array, shape (height, width, 3), RGB, upright: the orientation the camera noted has been applied.
*face box*
    x, y, width, height in upright pixels; from the manifest, or found by a *face finder*, see `finders`.
*framing*
    How much around the face is seen; set by the box and by the contract's *margin*.
*portrait*
    A picture's pixels with its face box, whatever the contract wants; what two pictures are aligned by.
*near-duplicates*
    Two pictures that are one photograph, but for size, brightness or a watermark; see `duplicates` and `copies`.
*thumbnail*
    A small picture made anew from pixels, for a page; a *blurred* one holds 8 × 8 mean colours and no face.
*prepared*
    float32 array of the contract's shape and scale, or the one outcome that says why there is none.

Nothing here raises for a bad picture: it ends in an `Outcome`, with the reason in a sentence.
"""

from audit.images.container import is_picture
from audit.images.copies import Fingerprint, fingerprints, near_copies
from audit.images.decode import Decoded, decoded, read_decoded
from audit.images.dissolve import Aligned, Portrait, align, dissolve, portrait
from audit.images.duplicates import NEAR, clusters, joined, near_pairs, picture_hashes
from audit.images.features import FACE_NUMBERS, FACE_SIDE, PIXELS, extracted, face_numbers
from audit.images.finders import FINDERS, Face, FaceBox, Finder, check_finder, finder_of, finder_used, look_for
from audit.images.packed.parquet_pictures import column_of_pictures, names_of_pictures
from audit.images.prepare import Box, Prepared, crop, prepare, prepare_bytes, prepare_pixels
from audit.images.read import holds
from audit.images.stream import FacesOfPicture, box_of, every_face, prepared, prepared_for
from audit.images.thumbnails import Thumbnail, blurred, encoded, heat_picture, overlaid, thumbnails
from audit.images.values.to_input import as_bytes, scaled, to_input
from audit.images.values.views import views_of

__all__ = [
    "FACE_NUMBERS",
    "FACE_SIDE",
    "FINDERS",
    "NEAR",
    "PIXELS",
    "Aligned",
    "Box",
    "Decoded",
    "Face",
    "FaceBox",
    "FacesOfPicture",
    "Finder",
    "Fingerprint",
    "Portrait",
    "Prepared",
    "Thumbnail",
    "align",
    "as_bytes",
    "blurred",
    "box_of",
    "check_finder",
    "clusters",
    "column_of_pictures",
    "crop",
    "decoded",
    "dissolve",
    "encoded",
    "every_face",
    "extracted",
    "face_numbers",
    "finder_of",
    "finder_used",
    "fingerprints",
    "heat_picture",
    "holds",
    "is_picture",
    "joined",
    "look_for",
    "names_of_pictures",
    "near_copies",
    "near_pairs",
    "overlaid",
    "picture_hashes",
    "portrait",
    "prepare",
    "prepare_bytes",
    "prepare_pixels",
    "prepared",
    "prepared_for",
    "read_decoded",
    "scaled",
    "thumbnails",
    "to_input",
    "views_of",
]
