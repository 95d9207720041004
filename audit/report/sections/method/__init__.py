"""Method, waivers and the annex."""
