-- How much a term says that so many of the documents hold, as schemas/tfidf.py has it.
CREATE MACRO term_rarity(documents, holders) AS ln(1 + documents / holders);
-- A text as people type it when they search: without case, accents and all but letters, digits and single spaces.
CREATE MACRO plain_text(t) AS trim(regexp_replace(strip_accents(lower(t)), '[^\p{L}\p{N}]+', ' ', 'g'));
