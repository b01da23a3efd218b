CREATE VIEW v_roles AS
SELECT r.*, n.path AS taxonomy_path, o.occupation_code AS primary_occupation_code, o.scheme AS primary_occupation_scheme,
       c.title AS primary_occupation_title, c.major_code, c.major_title, o.predicate AS primary_predicate,
       o.confidence_score AS primary_confidence_score, o.review_status AS primary_review_status,
       coalesce(k.component_count, 0) AS component_count, coalesce(p.output_count, 0) AS output_count, coalesce(a.alias_count, 0) AS alias_count,
       coalesce(d.neighbour_count, 0) AS neighbour_count
FROM roles r
JOIN taxonomy_nodes n ON n.node_code = r.specialization_code
LEFT JOIN role_occupations o ON o.role_id = r.role_id AND o.is_primary
LEFT JOIN occupations c ON c.scheme = o.scheme AND c.occupation_code = o.occupation_code
LEFT JOIN (SELECT role_id, count(*) AS component_count FROM role_components GROUP BY role_id) k ON k.role_id = r.role_id
LEFT JOIN (SELECT role_id, count(*) AS output_count FROM role_outputs GROUP BY role_id) p ON p.role_id = r.role_id
LEFT JOIN (SELECT role_id, count(*) AS alias_count FROM role_aliases GROUP BY role_id) a ON a.role_id = r.role_id
LEFT JOIN (SELECT role_id, count(*) AS neighbour_count FROM role_adjacency GROUP BY role_id) d ON d.role_id = r.role_id;
COMMENT ON VIEW v_roles IS 'One row a role with its path, its primary occupation and counts of what it holds.';

CREATE VIEW v_role_adjacency AS
SELECT a.role_code, a.title, b.role_code AS neighbour_role_code, b.title AS neighbour_title,
       a.family_code = b.family_code AS is_own_ladder, x.*
FROM role_adjacency x
JOIN roles a ON a.role_id = x.role_id
JOIN roles b ON b.role_id = x.neighbour_role_id;
COMMENT ON VIEW v_role_adjacency IS 'Adjacent roles with codes and titles; is_own_ladder tells the own family from elsewhere.';

CREATE VIEW v_role_components AS
SELECT r.role_code, r.title, k.name AS component_name, c.*
FROM role_components c
JOIN roles r ON r.role_id = c.role_id
JOIN components k ON k.component_id = c.component_id;
COMMENT ON VIEW v_role_components IS 'Components of each role by name.';

CREATE VIEW v_component_frequency AS
SELECT component_id, kind, name, role_count, role_count / (SELECT count(*) FROM roles) AS role_share
FROM components;
COMMENT ON VIEW v_component_frequency IS 'How many roles, and what share of them, hold each component.';

CREATE VIEW v_mapping_coverage AS
SELECT superfunction_code, superfunction_name, track_code, mapping_status, count(*) AS role_count
FROM roles GROUP BY ALL;
COMMENT ON VIEW v_mapping_coverage IS 'Roles by superfunction, track and how far they are mapped.';
