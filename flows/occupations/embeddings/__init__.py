"""An optional layer over the scorer: likeness in meaning, by sentence embeddings of a model that a package carries."""
