"""Engines: who asks classifiers about the shards of a cohort, here or on a cluster.

There is one way through: an *engine* cuts the manifest into shards, has `shard_answers` done with each, wherever and in
whatever order, and gives back what was said of its rows together with a summary that adds up. `gathered` puts the
answers in the manifest's order and adds the summaries; neither can tell which engine it was, or which shards.

On a cluster `cluster` sends shards out as `dispatch` says and takes what comes back as `course` says. `cluster_worker`
is what runs there, and `travel` is all that goes to and fro. None of these but the first knows Ray.
"""
