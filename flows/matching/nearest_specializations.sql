WITH rare AS (
    SELECT word, term_rarity((SELECT count(*) FROM texts), count(*)) AS weight FROM name_words GROUP BY word
),
unknown AS (SELECT term_rarity((SELECT count(*) FROM texts), 1) AS weight),
named AS (
    SELECT w."row" AS name, w.word, w.is_head, r.weight,
           sum(r.weight * r.weight) OVER (PARTITION BY w."row") AS size
    FROM name_words w JOIN rare r USING (word)
),
read AS (
    SELECT *, false AS is_cut FROM asked_words
    UNION ALL
    SELECT *, true FROM asked_words WHERE NOT is_aside
    AND "row" IN (SELECT "row" FROM asked_words WHERE is_aside)
),
sized AS (
    -- A likeness is at most the root of the part that known words have.
    SELECT a."row", a.is_cut, sum(pow(coalesce(r.weight, u.weight), 2)) AS size, count(*) AS words
    FROM read a CROSS JOIN unknown u LEFT JOIN rare r USING (word) GROUP BY a."row", a.is_cut
    HAVING sum(pow(r.weight, 2)) >= pow($role_least, 2) * size - 1e-6
    AND bool_or(a.is_head AND r.word IS NOT NULL)
),
weighed AS (
    SELECT t."row", t.track_code IN ('M', 'E') AS leads, a.is_cut, a.word, a.is_head, r.weight, s.size, s.words
    FROM read a JOIN sized s USING ("row", is_cut) JOIN rare r USING (word) JOIN trades t ON t.place = a."row"
),
alike AS (
    SELECT a."row", t.specialization_code, 0 AS is_to_the_letter,
           round(sum(a.weight * n.weight) / sqrt(any_value(a.size) * any_value(n.size)), 6) AS alike,
           alike >= 1
               OR (bool_or(a.is_head) AND bool_or(n.is_head) AND any_value(a.words) > 1) AS is_of_one_kind,
           alike * if(a.is_cut, $said_aside, 1) AS likeness
    FROM weighed a JOIN named n USING (word) JOIN texts t ON t.place = n.name AND (a.leads OR NOT t.is_field)
    GROUP BY a."row", a.is_cut, n.name, t.specialization_code
    UNION ALL
    SELECT a."row", c.specialization_code, 1, 1, true, 1
    FROM asked a JOIN called c ON c.whole IN (a.whole, a.subject_title)
)
SELECT "row", specialization_code, least(max((likeness, is_to_the_letter))[1], 1) AS likeness
FROM alike WHERE is_of_one_kind AND likeness >= $role_least
GROUP BY "row", specialization_code
QUALIFY max((likeness, is_to_the_letter)) = max(max((likeness, is_to_the_letter))) OVER (PARTITION BY "row")
