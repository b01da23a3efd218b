-- Aliases with the cause of the source whose aligned raw role bears or bore that title, where it has one.
WITH titles AS (
    SELECT role_id, raw_title, source_id FROM old_source_roles WHERE relation = 'align'
    UNION ALL SELECT role_id, raw_title, source_id FROM new_source_roles WHERE relation = 'align'
),
borne AS (
    SELECT role_id, lower(regexp_replace(trim(raw_title), '\s+', ' ', 'g')) AS alias_normalised, min(cause) AS of_source
    FROM titles JOIN causes USING (source_id) GROUP BY ALL
)
SELECT a.* REPLACE (coalesce(b.of_source, a.cause) AS cause)
FROM alias_changes a LEFT JOIN borne b USING (role_id, alias_normalised)
