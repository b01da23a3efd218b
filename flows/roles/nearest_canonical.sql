WITH raw AS (
    SELECT r.* EXCLUDE (relation), r.relation AS declared_relation,
           r.specialization_code || '.' || r.level_code AS placement_code,
           split_part(r.specialization_code, '.', 1) AS family_code,
           l.track_code, l.level_rank, l.level_name, s.priority, s.kind AS source_kind
    FROM raw_roles r
    JOIN levels l ON l.level_code = r.level_code
    JOIN sources s ON s.source_id = r.source_id
),
canonical AS (
    SELECT DISTINCT placement_code AS role_code, specialization_code, family_code, track_code, level_rank
    FROM raw WHERE declared_relation = 'unite'
),
nearest AS (
    SELECT DISTINCT ON (r.source_id, r.source_key) r.source_id, r.source_key, c.role_code,
           abs(c.level_rank - r.level_rank) AS steps,
           c.specialization_code <> r.specialization_code AS is_other_specialization,
           c.track_code <> r.track_code AS is_other_track
    FROM raw r JOIN canonical c ON c.family_code = r.family_code
    WHERE r.declared_relation = 'align'
    -- A ladder is left only where it has no rung: first for another specialization, then for the track beside it
    -- (an executive is nearer to managers than to professionals).
    ORDER BY r.source_id, r.source_key, abs(strpos('SPME', c.track_code) - strpos('SPME', r.track_code)), is_other_specialization, steps,
             c.level_rank, c.role_code
)
SELECT r.*, coalesce(n.role_code, r.placement_code) AS role_code,
       n.steps, n.is_other_specialization, n.is_other_track,
       CASE WHEN declared_relation = 'align' AND n.role_code IS NULL THEN 'own'
            ELSE declared_relation END AS relation
FROM raw r
LEFT JOIN nearest n ON n.source_id = r.source_id AND n.source_key = r.source_key
ORDER BY role_code, r.source_kind <> 'family_files', r.priority, r.source_id, r.source_key
