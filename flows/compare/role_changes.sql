WITH causes AS (
    SELECT source_id, CASE WHEN change = 'own_files' THEN 'own' ELSE cause END AS cause, change
    FROM source_changes WHERE change <> 'licence'
),
ends AS (
    SELECT s.role_id, count(*) FILTER (s.successor_id IS NOT NULL) AS successors,
           string_agg(s.successor_id, '|' ORDER BY s.successor_id) AS new_role_ids,
           string_agg(n.role_code, '|' ORDER BY s.successor_id) AS new_role_codes,
           string_agg(n.title, '|' ORDER BY s.successor_id) AS new_titles,
           bool_or(contains(s.kinds, 'merge')) AS is_merged,
           string_agg(DISTINCT nullif(s.reasons, ''), '; ') AS reason,
           bool_or(s.kinds <> '') AS is_named
    FROM successors s LEFT JOIN new_roles n ON n.role_id = s.successor_id GROUP BY s.role_id
),
named AS (
    SELECT CASE WHEN e.successors = 0 THEN 'retired' WHEN e.successors > 1 THEN 'split'
                WHEN e.is_merged THEN 'merged' ELSE 'renamed' END AS change,
           o.role_id, o.role_code AS old_role_code, o.title AS old_title,
           CASE WHEN e.successors = 1 THEN e.new_role_codes END AS new_role_code,
           e.new_titles AS new_title, e.new_role_ids, e.new_role_codes, e.reason, o.source_id, 'own' AS cause
    FROM ends e JOIN old_roles o USING (role_id) WHERE e.is_named AND e.new_role_ids IS DISTINCT FROM o.role_id
),
lost AS (
    SELECT CASE WHEN c.change = 'not_loaded' THEN 'source_not_loaded'
                WHEN c.cause <> 'own' THEN 'dropped_by_source' ELSE 'missing' END AS change,
           o.role_id, o.role_code AS old_role_code, o.title AS old_title, CAST(NULL AS VARCHAR) AS new_role_code,
           CAST(NULL AS VARCHAR) AS new_title, CAST(NULL AS VARCHAR) AS new_role_ids,
           CAST(NULL AS VARCHAR) AS new_role_codes, CAST(NULL AS VARCHAR) AS reason, o.source_id,
           coalesce(c.cause, 'own') AS cause
    FROM old_roles o ANTI JOIN new_roles n USING (role_id) ANTI JOIN named USING (role_id)
    LEFT JOIN causes c USING (source_id)
),
stayed AS (
    SELECT o.role_id, o.role_code AS old_role_code, o.title AS old_title, n.role_code AS new_role_code,
           n.title AS new_title, n.role_id AS new_role_ids, n.role_code AS new_role_codes,
           e.reason, n.source_id, coalesce(c.cause, 'own') AS cause,
           o.title <> n.title AS is_renamed, o.specialization_code <> n.specialization_code AS is_moved,
           o.level_code <> n.level_code AS is_relevelled
    FROM old_roles o JOIN ends e USING (role_id)
    JOIN new_roles n
      ON n.role_id = CASE WHEN e.successors = 1 AND NOT e.is_merged THEN e.new_role_ids ELSE o.role_id END
    LEFT JOIN causes c ON c.source_id = n.source_id
),
added AS (
    SELECT 'added' AS change, n.role_id, CAST(NULL AS VARCHAR) AS old_role_code, CAST(NULL AS VARCHAR) AS old_title,
           n.role_code AS new_role_code, n.title AS new_title, CAST(NULL AS VARCHAR) AS new_role_ids,
           CAST(NULL AS VARCHAR) AS new_role_codes, CAST(NULL AS VARCHAR) AS reason, n.source_id,
           coalesce(c.cause, 'own') AS cause
    FROM new_roles n ANTI JOIN old_roles o USING (role_id)
    ANTI JOIN (SELECT successor_id AS role_id FROM successors WHERE successor_id IS NOT NULL) USING (role_id)
    LEFT JOIN causes c USING (source_id)
)
SELECT * FROM named
UNION ALL BY NAME SELECT * FROM lost
UNION ALL BY NAME SELECT * FROM added
UNION ALL BY NAME
SELECT 'renamed' AS change, * EXCLUDE (is_renamed, is_moved, is_relevelled)
FROM stayed WHERE is_renamed AND role_id NOT IN (SELECT role_id FROM named)
UNION ALL BY NAME
SELECT 'moved' AS change, * EXCLUDE (is_renamed, is_moved, is_relevelled) FROM stayed WHERE is_moved
UNION ALL BY NAME
SELECT 'relevelled' AS change, * EXCLUDE (is_renamed, is_moved, is_relevelled) FROM stayed WHERE is_relevelled
