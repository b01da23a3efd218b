-- How much a term says that so many of the documents hold, as schemas/tfidf.py has it.
CREATE MACRO term_rarity(documents, holders) AS ln(1 + documents / holders);
