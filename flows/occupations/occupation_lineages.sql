WITH chain AS (
    SELECT d.occupation_code AS code, d.title, d.classification_level AS level, d.parent_code AS parent,
           p.occupation_code AS code_1, p.classification_level AS level_1, p.title AS title_1,
           q.occupation_code AS code_2, q.classification_level AS level_2, q.title AS title_2,
           r.occupation_code AS code_3, r.classification_level AS level_3, r.title AS title_3
    FROM soc_groups d
    LEFT JOIN soc_groups p ON p.occupation_code = d.parent_code
    LEFT JOIN soc_groups q ON q.occupation_code = p.parent_code
    LEFT JOIN soc_groups r ON r.occupation_code = q.parent_code
),
lineage AS (
    SELECT code, title, level, parent, code AS own, title AS own_title, level AS own_level FROM chain
    UNION ALL SELECT code, title, level, parent, code_1, title_1, level_1 FROM chain WHERE code_1 IS NOT NULL
    UNION ALL SELECT code, title, level, parent, code_2, title_2, level_2 FROM chain WHERE code_2 IS NOT NULL
    UNION ALL SELECT code, title, level, parent, code_3, title_3, level_3 FROM chain WHERE code_3 IS NOT NULL
),
groups AS (
    SELECT code, any_value(title) AS title, any_value(level) AS level, any_value(parent) AS parent,
           max(own) FILTER (own_level = 'major') AS major_code,
           max(own_title) FILTER (own_level = 'major') AS major_title,
           max(own) FILTER (own_level = 'minor') AS minor_code,
           max(own_title) FILTER (own_level = 'minor') AS minor_title,
           max(own) FILTER (own_level = 'broad') AS broad_code,
           max(own_title) FILTER (own_level = 'broad') AS broad_title,
           max(own) FILTER (own_level = 'detailed') AS detailed_code,
           max(own_title) FILTER (own_level = 'detailed') AS detailed_title
    FROM lineage GROUP BY code
)
SELECT 'soc_2018' AS scheme, code AS occupation_code, title, level AS classification_level,
       parent AS parent_code, groups.* EXCLUDE (code, title, level, parent), NULL AS job_zone,
       NULL AS description
FROM groups
UNION ALL
SELECT 'onet_soc_2019', o.occupation_code, o.title, 'onet', o.parent_code,
       g.* EXCLUDE (code, title, level, parent), TRY_CAST(z.job_zone AS INTEGER), d.description
FROM onet_soc_occupations o
LEFT JOIN groups g ON g.code = o.parent_code
LEFT JOIN zones z ON z.occupation_code = o.occupation_code
LEFT JOIN descriptions d ON d.occupation_code = o.occupation_code
