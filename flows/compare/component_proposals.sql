WITH gone AS (
    SELECT o.component_id, o.kind, o.name FROM old_components o ANTI JOIN new_components n USING (component_id)
),
came AS (
    SELECT n.component_id, n.kind, n.name FROM new_components n ANTI JOIN old_components o USING (component_id)
),
old_held AS (
    SELECT h.component_id, g.kind, coalesce(r.new_id, h.role_id) AS role_id
    FROM old_role_components h JOIN gone g USING (component_id) LEFT JOIN renamed_roles r ON r.old_id = h.role_id
    WHERE coalesce(r.new_id, h.role_id) IN (SELECT role_id FROM new_roles)
),
known AS (
    SELECT role_id FROM old_roles UNION SELECT new_id FROM renamed_roles
),
new_held AS (
    SELECT h.component_id, c.kind, h.role_id FROM new_role_components h JOIN came c USING (component_id)
    WHERE h.role_id IN (FROM known)
),
old_sizes AS (SELECT component_id, count(*) AS holders FROM old_held GROUP BY ALL),
new_sizes AS (SELECT component_id, count(*) AS holders FROM new_held GROUP BY ALL),
shared AS (
    SELECT o.component_id AS old_id, n.component_id AS new_id, count(*) AS holders
    FROM old_held o JOIN new_held n USING (kind, role_id) GROUP BY ALL
)
SELECT s.old_id, s.new_id, g.name AS old_name, c.name AS new_name,
       s.holders / (a.holders + b.holders - s.holders) AS share
FROM shared s
JOIN old_sizes a ON a.component_id = s.old_id JOIN new_sizes b ON b.component_id = s.new_id
JOIN gone g ON g.component_id = s.old_id JOIN came c ON c.component_id = s.new_id
