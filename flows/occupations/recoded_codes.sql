WITH targets AS (
    SELECT from_code, any_value(relation) AS relation, any_value(source_fan_out) AS fan_out,
           min(to_code) AS to_code, min(to_title) AS to_title,
           string_agg(to_code, '|' ORDER BY position) AS choices,
           string_agg(to_title, '|' ORDER BY position) AS choice_titles
    FROM way GROUP BY from_code
),
known AS (
    SELECT g.given, o.code AS from_code, o.title AS from_title, o.is_group, o.repair, e.schemes, t.*
               EXCLUDE (from_code),
           CASE WHEN g.is_blank THEN 'blank'
                WHEN o.code IS NULL THEN 'unknown_code'
                WHEN coalesce(t.fan_out, 0) = 0 THEN 'goes_nowhere'
                WHEN t.fan_out = 1 THEN 'recoded'
                ELSE 'needs_person' END AS status
    FROM given_codes g
    LEFT JOIN own o ON o.given = g.given
    LEFT JOIN elsewhere e ON e.given = g.given
    LEFT JOIN targets t ON t.from_code = o.code
)
SELECT given, from_code, from_title,
       CASE WHEN status = 'recoded' THEN to_code END AS to_code,
       CASE WHEN status = 'recoded' THEN to_title END AS to_title,
       CASE WHEN status = 'goes_nowhere' THEN 'none' ELSE relation END AS relation,
       CASE WHEN status = 'needs_person' THEN choices END AS choices,
       CASE WHEN status = 'needs_person' THEN choice_titles END AS choice_titles,
       status,
       nullif(concat_ws('; ',
           'read as ' || from_code || ' (' || repair || ')',
           CASE WHEN status = 'blank' THEN 'the cell is blank'
                WHEN status = 'unknown_code' AND schemes <> ''
                    THEN 'no code of ' || from_name || ', but of ' || replace(schemes, '|', ', ')
                WHEN status = 'unknown_code' THEN 'no code of ' || from_name
                WHEN status = 'goes_nowhere' AND is_group
                    THEN 'a wider group of ' || from_name || ': only its detailed codes lead on'
                WHEN status = 'goes_nowhere' THEN 'leads to no code of ' || to_name
                WHEN status = 'needs_person' THEN 'leads to ' || fan_out || ' codes of ' || to_name END
       ), '') AS reason
FROM known CROSS JOIN names
ORDER BY given
