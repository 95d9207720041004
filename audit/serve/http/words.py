"""Sentences that stand in more than one place."""

WORDS = {
    "old page": "This page is older than the app, which was started anew; reload it.",
    "busy": "The app is busy; try again in a moment.",
    "full": "The disk is full; nothing was stored.",
}
