"""The trained span tagger: drugs, conditions and the arguments of treatment and harm, without any network."""
