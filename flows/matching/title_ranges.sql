WITH given AS (
    SELECT t."row", t.is_support, o.token, o.track_code, o.level_low, o.level_high
    FROM title_words t JOIN by_occupation o
      ON o.token = t.token AND list_contains(string_split(t.within, '|'), o.occupation_code)
),
meant AS (
    SELECT m.*, lo.level_rank AS low, hi.level_rank AS high
    FROM (
        FROM given
        UNION ALL
        SELECT t."row", t.is_support, w.token, w.track_code, w.level_low, w.level_high
        FROM title_words t JOIN words w USING (token) ANTI JOIN given g ON g."row" = t."row" AND g.token = t.token
    ) m
    JOIN levels lo ON lo.level_code = m.level_low JOIN levels hi ON hi.level_code = m.level_high
),
only_lead AS (SELECT token FROM words GROUP BY token HAVING bool_and(track_code IN ('M', 'E'))),
said AS (
    SELECT DISTINCT *, bool_or(token IN (FROM only_lead)) OVER (PARTITION BY "row") AS leads,
           count(DISTINCT token) OVER (PARTITION BY "row", track_code) AS spoken
    FROM meant
),
tracks AS (
    SELECT "row", track_code, max(spoken) AS spoken, any_value(leads) AS leads,
           any_value(is_support) AS is_support,
           max(low) AS shared_low, min(high) AS shared_high, min(low) AS low, max(high) AS high
    FROM said GROUP BY "row", track_code
),
chosen AS (
    SELECT * FROM tracks
    QUALIFY row_number() OVER (
        PARTITION BY "row"
        ORDER BY CASE WHEN leads AND track_code = 'M' THEN 1 WHEN leads AND track_code = 'E' THEN 2 ELSE 3 END,
                 spoken DESC,
                 list_position(if(is_support, ['S', 'M', 'P', 'E'], ['P', 'S', 'M', 'E']), track_code)
    ) = 1
),
ranked AS (
    SELECT "row", track_code,
           CASE WHEN shared_low <= shared_high THEN shared_low ELSE low END AS rank_low,
           CASE WHEN shared_low <= shared_high THEN shared_high ELSE high END AS rank_high
    FROM chosen
)
SELECT r.*, lo.level_code AS level_low, hi.level_code AS level_high
FROM ranked r
JOIN levels lo ON lo.track_code = r.track_code AND lo.level_rank = r.rank_low
JOIN levels hi ON hi.track_code = r.track_code AND hi.level_rank = r.rank_high
ORDER BY r."row"
