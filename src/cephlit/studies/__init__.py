"""A document into its studies, a study into blocks of text with the section that each stands in."""
