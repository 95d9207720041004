"""Charts drawn on our side, complete without JavaScript: lanes (a dot with its interval in each row) and heat maps.

A chart is a frozen value of text and geometry; the templates turn it into SVG. Horizontal places are per cent of the
width, so that text keeps its size on a phone.
"""
