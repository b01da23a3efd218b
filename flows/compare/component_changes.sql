-- Components that came, went, were renamed as `proposed`, or are written otherwise, and which source did it.
WITH pairs AS (
    SELECT o.component_id AS old_component_id, n.component_id AS new_component_id,
           o.name AS old_name, n.name AS new_name, o.role_count AS old_roles, n.role_count AS new_roles,
           coalesce(n.kind, o.kind) AS kind, p.holder_share, p.name_likeness, p.new_id IS NOT NULL AS is_renamed
    FROM old_components o
    LEFT JOIN proposed p ON p.old_id = o.component_id
    FULL JOIN new_components n ON n.component_id = coalesce(p.new_id, o.component_id)
),
held AS (
    SELECT component_id, source_id FROM old_role_components UNION SELECT component_id, source_id FROM new_role_components
),
of_sources AS (
    SELECT component_id, string_agg(DISTINCT cause, '; ' ORDER BY cause) AS cause
    FROM held LEFT JOIN causes USING (source_id) GROUP BY component_id HAVING count(cause) = count(*)
)
SELECT CASE WHEN old_component_id IS NULL THEN 'added' WHEN new_component_id IS NULL THEN 'removed'
            WHEN is_renamed THEN 'renamed' ELSE 'respelled' END AS change,
       p.* EXCLUDE (is_renamed), coalesce(s.cause, 'own') AS cause
FROM pairs p LEFT JOIN of_sources s ON s.component_id = coalesce(p.new_component_id, p.old_component_id)
WHERE old_component_id IS NULL OR new_component_id IS NULL OR is_renamed OR old_name <> new_name
