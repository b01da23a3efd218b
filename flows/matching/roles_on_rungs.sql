WITH bearing AS (
    SELECT DISTINCT a."row", c.role_id FROM asked a JOIN called c ON c.whole = a.whole
),
fitting AS (
    SELECT n.*, r.role_id, r.role_code, r.level_rank, a.track_code IS NOT NULL AS says_rung,
           b.role_id IS NULL AS is_other,
           CASE WHEN a.track_code IS NULL
                THEN list_position(if(a.is_support, ['S', 'P', 'M', 'E'], ['P', 'S', 'M', 'E']), r.track_code)
                WHEN r.track_code = a.track_code THEN 1
                WHEN (r.track_code IN ('M', 'E')) = (a.track_code IN ('M', 'E')) THEN 2
                ELSE 3 END AS track_away,
           coalesce(greatest(a.rank_low - r.level_rank, r.level_rank - a.rank_high, 0), 0)
               + if(a.track_code IS NOT NULL AND track_away = 3, $other_part, 0) AS rungs_away,
           CASE WHEN a.track_code IS NULL THEN abs(CAST(r.level_code[2:] AS INTEGER) - u.rung)
                ELSE abs(r.level_rank - (a.rank_low + a.rank_high) / 2) END AS off
    FROM nearest n JOIN asked a USING ("row") JOIN roles r USING (specialization_code)
    JOIN usual u ON u.track_code = r.track_code
    LEFT JOIN bearing b ON b."row" = n."row" AND b.role_id = r.role_id
),
first_of_each AS (
    SELECT *, split_part(specialization_code, '.', 1) AS family_code,
           specialization_code LIKE '%.GEN' AS is_general,
           (NOT says_rung AND is_other, track_away, rungs_away) AS away
    FROM fitting
    QUALIFY row_number() OVER (
        PARTITION BY "row", specialization_code
        ORDER BY NOT says_rung AND is_other, track_away, rungs_away, is_other, off, level_rank, role_code
    ) = 1
),
as_near AS (
    SELECT * FROM first_of_each QUALIFY away = min(away) OVER (PARTITION BY "row")
),
united AS (
    SELECT *, bool_or(is_general) OVER (PARTITION BY "row", family_code) AS has_general FROM as_near
)
SELECT "row", role_id, role_code, likeness, says_rung, rungs_away, count(*) OVER (PARTITION BY "row") AS rivals
FROM united WHERE is_general OR NOT has_general
QUALIFY row_number() OVER (PARTITION BY "row" ORDER BY specialization_code) = 1
ORDER BY "row"
