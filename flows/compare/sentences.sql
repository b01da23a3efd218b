-- Sentences of `olds` or `news` alone: side, whose they are, the field, and whether the field holds no other there.
owners AS (
    SELECT role_id AS owner, role_code FROM new_roles
    WHERE role_id IN (SELECT role_id FROM old_roles) OR role_id IN (SELECT new_id FROM renamed_roles)
    UNION ALL
    SELECT n.source_id || ' ' || n.source_key, NULL
    FROM new_source_roles n JOIN old_source_roles o USING (source_id, source_key)
    WHERE n.relation = 'align' AND o.relation = 'align'
),
counted AS (
    SELECT 'old' AS side, *, count(*) OVER (PARTITION BY "table", owner, field) = 1 AS is_alone FROM olds
    UNION ALL
    SELECT 'new', *, count(*) OVER (PARTITION BY "table", owner, field) = 1 FROM news
)
SELECT c.side, c."table", c.owner, c.role_id, o.role_code, c.source_id, c.source_key, c.field, c.text, c.is_alone,
       coalesce(k.cause, 'own') AS cause
FROM counted c JOIN owners o USING (owner) LEFT JOIN causes k USING (source_id)
QUALIFY count(DISTINCT c.side) OVER (PARTITION BY c."table", c.owner, c.field, c.text) = 1
    AND row_number() OVER (PARTITION BY c.side, c."table", c.owner, c.field, c.text) = 1
ORDER BY ALL
