"""Series: audits repeated by the same rules on fresh pictures, and what is kept of them between two looks."""
