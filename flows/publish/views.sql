CREATE VIEW v_roles AS
SELECT r.*, n.path AS taxonomy_path, o.occupation_code AS primary_occupation_code, o.scheme AS primary_occupation_scheme,
       c.title AS primary_occupation_title, c.major_code, c.major_title, c.detailed_code, c.detailed_title,
       o.predicate AS primary_predicate, o.origin AS primary_origin, o.confidence_score AS primary_confidence_score,
       o.confidence_band AS primary_confidence_band, o.review_status AS primary_review_status,
       coalesce(k.component_count, 0) AS component_count, coalesce(p.output_count, 0) AS output_count,
       coalesce(a.alias_count, 0) AS alias_count, coalesce(d.neighbour_count, 0) AS neighbour_count
FROM roles r
JOIN taxonomy_nodes n ON n.node_code = r.specialization_code
LEFT JOIN role_occupations o ON o.role_id = r.role_id AND o.is_primary
LEFT JOIN occupations c ON c.scheme = o.scheme AND c.occupation_code = o.occupation_code
LEFT JOIN (SELECT role_id, count(*) AS component_count FROM role_components GROUP BY role_id) k ON k.role_id = r.role_id
LEFT JOIN (SELECT role_id, count(*) AS output_count FROM role_outputs GROUP BY role_id) p ON p.role_id = r.role_id
LEFT JOIN (SELECT role_id, count(*) AS alias_count FROM role_aliases GROUP BY role_id) a ON a.role_id = r.role_id
LEFT JOIN (SELECT role_id, count(*) AS neighbour_count FROM role_adjacency GROUP BY role_id) d ON d.role_id = r.role_id;
COMMENT ON VIEW v_roles IS 'One row a role with its path, its primary occupation and counts of what it holds.';
COMMENT ON COLUMN v_roles.taxonomy_path IS 'Names from the superfunction down to the specialization, joined by > between blanks.';
COMMENT ON COLUMN v_roles.primary_occupation_code IS 'Occupation of the one mapping to use for the role; null where there is none.';
COMMENT ON COLUMN v_roles.primary_occupation_scheme IS 'Classification and vintage of that code.';
COMMENT ON COLUMN v_roles.primary_occupation_title IS 'Title of that occupation.';
COMMENT ON COLUMN v_roles.primary_predicate IS 'Relation of the role to that occupation; broad: the occupation is the broader.';
COMMENT ON COLUMN v_roles.primary_origin IS 'Who claims that mapping: curated, inferred_from_superfunction or proposed.';
COMMENT ON COLUMN v_roles.primary_confidence_score IS 'Chance, 0 to 1, that a domain expert would accept that mapping.';
COMMENT ON COLUMN v_roles.primary_confidence_band IS 'Band of that chance: low below 0.50, medium below 0.80, high from there.';
COMMENT ON COLUMN v_roles.primary_review_status IS 'Whether a person has approved that mapping.';
COMMENT ON COLUMN v_roles.component_count IS 'Number of components that the role holds.';
COMMENT ON COLUMN v_roles.output_count IS 'Number of core outputs of the role.';
COMMENT ON COLUMN v_roles.alias_count IS 'Number of other titles of the role.';
COMMENT ON COLUMN v_roles.neighbour_count IS 'Number of adjacent roles in its list.';

CREATE VIEW v_taxonomy_nodes AS
SELECT n.*, coalesce(r.role_count, 0) AS role_count
FROM taxonomy_nodes n
LEFT JOIN (
    SELECT node_code, count(*) AS role_count
    FROM (
        SELECT superfunction_code AS node_code FROM roles
        UNION ALL SELECT function_code FROM roles
        UNION ALL SELECT family_code FROM roles
        UNION ALL SELECT specialization_code FROM roles
    ) AS places
    GROUP BY node_code
) r ON r.node_code = n.node_code;
COMMENT ON VIEW v_taxonomy_nodes IS 'The tree, a row a node, with the number of roles at or below it.';
COMMENT ON COLUMN v_taxonomy_nodes.role_count IS 'Number of roles at or below the node.';

CREATE VIEW v_role_adjacency AS
SELECT a.role_code, a.title, b.role_code AS neighbour_role_code, b.title AS neighbour_title,
       a.family_code = b.family_code AS is_own_ladder, x.*
FROM role_adjacency x
JOIN roles a ON a.role_id = x.role_id
JOIN roles b ON b.role_id = x.neighbour_role_id;
COMMENT ON VIEW v_role_adjacency IS 'Adjacent roles with codes and titles; is_own_ladder tells the own family from elsewhere.';
COMMENT ON COLUMN v_role_adjacency.neighbour_role_code IS 'Readable code of the adjacent role.';
COMMENT ON COLUMN v_role_adjacency.neighbour_title IS 'Title of the adjacent role.';
COMMENT ON COLUMN v_role_adjacency.is_own_ladder IS 'Whether both stand in one family.';

CREATE VIEW v_role_similarity AS
SELECT a.role_code, a.title, b.role_code AS similar_role_code, b.title AS similar_title,
       a.superfunction_code = b.superfunction_code AS is_same_superfunction, x.*
FROM role_similarity x
JOIN roles a ON a.role_id = x.role_id
JOIN roles b ON b.role_id = x.similar_role_id;
COMMENT ON VIEW v_role_similarity IS 'Roles alike by content with codes and titles.';
COMMENT ON COLUMN v_role_similarity.similar_role_code IS 'Readable code of the role that is alike.';
COMMENT ON COLUMN v_role_similarity.similar_title IS 'Title of the role that is alike.';
COMMENT ON COLUMN v_role_similarity.is_same_superfunction IS 'Whether both stand in one superfunction.';

CREATE VIEW v_role_aliases AS
SELECT r.role_code, r.title, r.family_code, r.level_code, a.*
FROM role_aliases a
JOIN roles r ON r.role_id = a.role_id;
COMMENT ON VIEW v_role_aliases IS 'Other titles with the role that bears them; alias_type level_band is a run of levels and no title.';

CREATE VIEW v_role_components AS
SELECT r.role_code, r.title, k.name AS component_name, c.*
FROM role_components c
JOIN roles r ON r.role_id = c.role_id
JOIN components k ON k.component_id = c.component_id;
COMMENT ON VIEW v_role_components IS 'Components of each role by name.';
COMMENT ON COLUMN v_role_components.component_name IS 'Name of the component, as first written.';

CREATE VIEW v_component_frequency AS
SELECT component_id, kind, name, role_count,
       role_count / (SELECT CAST(count(*) AS DOUBLE) FROM roles) AS role_share
FROM components;
COMMENT ON VIEW v_component_frequency IS 'How many roles, and what share of them, hold each component.';
COMMENT ON COLUMN v_component_frequency.name IS 'Name of the component, as first written.';
COMMENT ON COLUMN v_component_frequency.role_count IS 'Number of roles that hold it.';
COMMENT ON COLUMN v_component_frequency.role_share IS 'Share of all roles that hold it, 0 to 1.';

CREATE VIEW v_family_components AS
SELECT f.family_code, f.family_name, k.component_id, k.kind, k.name, count(*) AS role_count,
       count(*) / CAST(f.family_role_count AS DOUBLE) AS role_share
FROM role_components c
JOIN components k ON k.component_id = c.component_id
JOIN roles r ON r.role_id = c.role_id
JOIN (
    SELECT family_code, family_name, count(*) AS family_role_count FROM roles GROUP BY family_code, family_name
) f ON f.family_code = r.family_code
GROUP BY f.family_code, f.family_name, f.family_role_count, k.component_id, k.kind, k.name;
COMMENT ON VIEW v_family_components IS 'How many roles of each family, and what share of them, hold each component.';
COMMENT ON COLUMN v_family_components.name IS 'Name of the component, as first written.';
COMMENT ON COLUMN v_family_components.role_count IS 'Number of roles of the family that hold it.';
COMMENT ON COLUMN v_family_components.role_share IS 'Share of the roles of the family that hold it, 0 to 1.';

CREATE VIEW v_role_occupations AS
SELECT r.role_code, r.title, c.title AS occupation_title, c.classification_level, c.major_code, c.major_title,
       c.detailed_code, c.detailed_title, c.job_zone, o.*
FROM role_occupations o
JOIN roles r ON r.role_id = o.role_id
JOIN occupations c ON c.scheme = o.scheme AND c.occupation_code = o.occupation_code;
COMMENT ON VIEW v_role_occupations IS 'Mappings with the titles of role and occupation and the SOC groups above it.';
COMMENT ON COLUMN v_role_occupations.occupation_title IS 'Title of the occupation in its classification.';

CREATE VIEW v_mapping_coverage AS
SELECT superfunction_code, superfunction_name, track_code, mapping_status, count(*) AS role_count,
       count(*) / CAST(sum(count(*)) OVER (PARTITION BY superfunction_code, track_code) AS DOUBLE) AS role_share
FROM roles
GROUP BY superfunction_code, superfunction_name, track_code, mapping_status;
COMMENT ON VIEW v_mapping_coverage IS 'Roles by superfunction, track and how far they are mapped.';
COMMENT ON COLUMN v_mapping_coverage.role_count IS 'Number of such roles.';
COMMENT ON COLUMN v_mapping_coverage.role_share IS 'Their share of the roles of the superfunction and track, 0 to 1.';

CREATE VIEW v_source_roles AS
SELECT s.source_id, s.source_key, s.raw_title, s.raw_level, s.raw_family, s.raw_summary, s.declared_relation, s.relation,
       r.role_id, r.role_code, r.title,
       s.equivalent_role_id, e.role_code AS equivalent_role_code, e.title AS equivalent_title, s.equivalent_score,
       s.equivalent_basis, s.review_status
FROM source_roles s
JOIN roles r ON r.role_id = s.role_id
LEFT JOIN roles e ON e.role_id = s.equivalent_role_id;
COMMENT ON VIEW v_source_roles IS 'What each raw role became, and the equivalent proposed where it stays own, by name.';
COMMENT ON COLUMN v_source_roles.equivalent_role_code IS 'Readable code of the proposed equivalent.';
COMMENT ON COLUMN v_source_roles.equivalent_title IS 'Title of the proposed equivalent.';

CREATE VIEW v_source_role_components AS
SELECT 'source' AS held_by, h.source_id, h.source_key, s.raw_title, r.role_code, r.title, h.kind, h.name,
       h.component_id, k.name AS component_name, h.match_score, h.match_basis, h.role_id
FROM source_role_components h
JOIN source_roles s ON s.source_id = h.source_id AND s.source_key = h.source_key
JOIN roles r ON r.role_id = h.role_id
LEFT JOIN components k ON k.component_id = h.component_id
UNION ALL
SELECT 'role', s.source_id, s.source_key, s.raw_title, r.role_code, r.title, c.kind, k.name,
       c.component_id, k.name, NULL, NULL, c.role_id
FROM source_roles s
JOIN roles r ON r.role_id = s.role_id
JOIN role_components c ON c.role_id = s.role_id
JOIN components k ON k.component_id = c.component_id
WHERE s.relation = 'align' AND NOT EXISTS (
    SELECT 1 FROM source_role_components h
    WHERE h.source_id = s.source_id AND h.source_key = s.source_key AND h.component_id = c.component_id
);
COMMENT ON VIEW v_source_role_components IS 'Aligned raw roles and their canonical roles, component by component: what either holds.';
COMMENT ON COLUMN v_source_role_components.held_by IS 'source: the raw role holds it, the canonical role too where component_id is filled; role: the canonical role alone.';
COMMENT ON COLUMN v_source_role_components.component_name IS 'Name of the matching component of the canonical role.';
