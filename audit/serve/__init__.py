"""The live app: the same pipeline as the command line, with a face that a person can try.

Words this package owns:

*sight*
    What was found in one picture: its faces, and what every model says about each of them.
*doubt*
    Why an answer about a face should not be believed: too small, too dark, turned away.
*frame*
    One picture of a camera; the newest one wins, older ones that nobody looked at yet are dropped.
*page token*
    A word that only our own pages know; without it no page of somebody else can make a browser ask us.
*access token*
    A word that a person needs where the app listens beyond this machine.

Nothing is stored unless somebody contributes it, nothing is asked of any other host, and no script runs but ours.
"""

from audit.serve.notebook import LiveApp
from audit.serve.server import App, serve

__all__ = ["App", "LiveApp", "serve"]
