-- The roles whose code, title or an alias answers to a text, one row a role, the best answers first.
-- Of a title or an alias each word that is asked for begins a word; a code begins with the text.
WITH asked AS (
    SELECT plain_text($text) AS text, list_transform(string_split(plain_text($text), ' '), lambda word: ' ' || word) AS words
),
names AS (
    SELECT role_id, 'title' AS matched_by, title AS matched, plain_text(title) AS name FROM roles
    UNION ALL
    -- Bands such as "P5-P6" are no names that somebody searches for.
    SELECT role_id, 'alias', alias, plain_text(alias) FROM role_aliases WHERE alias_type <> 'level_band'
),
answers AS (
    SELECT role_id, 'code' AS matched_by, role_code AS matched,
        if(upper(trim($text)) IN (role_code, upper(role_id)), 0, 1) AS quality
    FROM roles, asked
    WHERE asked.text <> '' AND (starts_with(role_code, upper(trim($text))) OR role_id = lower(trim($text)))
    UNION ALL
    SELECT role_id, matched_by, matched,
        CASE WHEN name = asked.text THEN 0 WHEN starts_with(name, asked.text) THEN 1 ELSE 2 END
    FROM names, asked
    WHERE asked.text <> '' AND list_bool_and(list_transform(asked.words, lambda word: contains(' ' || name, word)))
),
best AS (
    SELECT *, list_position(['code', 'title', 'alias'], matched_by) AS place
    FROM answers
    QUALIFY row_number() OVER (PARTITION BY role_id ORDER BY place, quality, length(matched), matched) = 1
)
SELECT role_code, title, matched_by, matched, status, role_id
FROM best JOIN roles USING (role_id)
ORDER BY place, quality, family_code, specialization_code, list_position($tracks, track_code), level_rank, role_id
