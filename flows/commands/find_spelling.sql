-- For each word of a text, in order, the nearest word of a title or an alias, or null where none is spelled almost alike.
WITH asked AS (
    SELECT unnest(string_split(plain_text($text), ' ')) AS word, generate_subscripts(string_split(plain_text($text), ' '), 1) AS place
),
known AS (
    SELECT word, count(*) AS uses
    FROM (
        SELECT unnest(string_split(plain_text(name), ' ')) AS word
        FROM (SELECT title AS name FROM roles UNION ALL SELECT alias FROM role_aliases)
    )
    GROUP BY word
),
pairs AS (
    SELECT asked.place, known.word, known.uses, damerau_levenshtein(known.word, asked.word) AS edits
    FROM asked JOIN known ON abs(length(known.word) - length(asked.word)) <= 2
    -- A third of a word may be mistyped; more is another word.
    WHERE 3 * damerau_levenshtein(known.word, asked.word) <= length(asked.word)
)
SELECT asked.place, first(pairs.word ORDER BY edits, uses DESC, pairs.word) AS nearest
FROM asked LEFT JOIN pairs USING (place)
GROUP BY asked.place
ORDER BY asked.place
