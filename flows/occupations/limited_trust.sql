WITH groups AS (
    SELECT occupation_code, classification_level AS level, occupation_code AS group_code FROM occupations
    UNION
    UNPIVOT (
        SELECT occupation_code, major_code AS major, minor_code AS minor, broad_code AS broad,
               detailed_code AS detailed
        FROM occupations
    ) ON major, minor, broad, detailed INTO NAME level VALUE group_code
),
shared AS (
    SELECT t.key, wide.group_code, wide.level
    FROM trusted t
    JOIN stated s USING (key)
    JOIN groups wide ON wide.occupation_code = t.trusted_code
    JOIN groups own ON own.occupation_code = s.occupation_code AND own.group_code = wide.group_code
),
finest AS (
    SELECT key, group_code, level,
           bool_or(group_code = occupation_code) OVER (PARTITION BY key) AS within
    FROM shared JOIN stated USING (key)
    QUALIFY row_number() OVER (
        PARTITION BY key ORDER BY list_position(['onet', 'detailed', 'broad', 'minor', 'major'], level)
    ) = 1
)
SELECT t.key,
       CASE WHEN s.key IS NULL OR f.within THEN t.trusted_code ELSE f.group_code END AS trusted_code,
       CASE WHEN s.key IS NULL OR f.within THEN t.trusted_level ELSE f.level END AS trusted_level
FROM trusted t LEFT JOIN stated s USING (key) LEFT JOIN finest f USING (key)
ORDER BY t.key
