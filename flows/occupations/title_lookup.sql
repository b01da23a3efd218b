WITH listed AS (
    SELECT occupation_code, title, parent_code,
           unnest(list_distinct(regexp_extract_all(lower(title), '[a-z]+'))) AS word
    FROM occupations
),
known AS (SELECT occupation_code, any_value(title) AS title, any_value(parent_code) AS parent_code,
                 list(regexp_replace(word, 's$', '')) AS words, count(*) AS size FROM listed GROUP BY ALL),
words AS (SELECT occupation_code, title, parent_code, size, unnest(words) AS word FROM known),
rare AS (
    SELECT word, term_rarity((SELECT count(*) FROM occupations), count(DISTINCT occupation_code)) AS weight
    FROM words GROUP BY word
),
asked AS (
    SELECT DISTINCT "row", regexp_replace(unnest(regexp_extract_all(lower(strip_accents(title)), '[a-z]+')),
                                          's$', '') AS word
    FROM subjects
),
alike AS (
    SELECT a."row", w.occupation_code, any_value(w.title) AS title, any_value(w.parent_code) AS parent_code,
           round(sum(r.weight) / sqrt(any_value(w.size)), 6) AS likeness,
           'its own title shares: ' || string_agg(a.word, ', ' ORDER BY r.weight DESC, a.word) AS told
    FROM asked a JOIN words w USING (word) JOIN rare r USING (word) GROUP BY a."row", w.occupation_code
),
named AS (
    SELECT DISTINCT s."row", occupation_code, o.title, o.parent_code, 'Canon lists the title under it' AS told
    FROM subjects s JOIN further f USING (title_normalised) JOIN occupations o USING (occupation_code)
),
found AS (
    SELECT "row", occupation_code, coalesce(n.title, a.title) AS title,
           coalesce(n.parent_code, a.parent_code) AS parent_code, coalesce(n.told, a.told) AS told,
           n.told IS NOT NULL AS is_named, coalesce(likeness, 0) AS likeness
    FROM named n FULL JOIN alike a USING ("row", occupation_code)
),
ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY "row" ORDER BY is_named DESC, likeness DESC, occupation_code
    ) AS rank FROM found
)
SELECT "row", first(occupation_code ORDER BY rank) AS onet_soc_code_2019,
       first(parent_code ORDER BY rank) AS soc_code_2018, first(title ORDER BY rank) AS occupation_title,
       string_agg(occupation_code, '|' ORDER BY rank) AS candidate_codes,
       first(told ORDER BY rank) AS evidence
FROM ranked WHERE rank <= $most GROUP BY "row" ORDER BY "row"
