"""The trained span tagger: drugs, conditions and the arguments of treatment and harm, without any network."""

SHIPPED = "span_tagger"
"""Folder of the shipped weights under ``cephlit/models``, and the name by which a pipeline asks for them."""
