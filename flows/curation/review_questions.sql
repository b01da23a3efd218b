WITH pairs AS (SELECT * EXCLUDE (predicate), predicate AS claimed_predicate FROM mappings),
weights AS (
    SELECT role_id, count(*) AS raw_roles FROM (
        SELECT role_id FROM source_roles
        UNION ALL SELECT equivalent_role_id FROM source_roles WHERE equivalent_role_id IS NOT NULL
    ) GROUP BY role_id
),
standing AS (
    SELECT role_id, coalesce(w.raw_roles, 0) AS raw_roles, count(*) FILTER (origin <> $inferred) AS finer,
           bool_or(review_status = 'stale') AS has_stale,
           CASE WHEN arg_min(review_status, rank) = 'approved' THEN 0
                ELSE round(coalesce(w.raw_roles, 0) * (1 - arg_min(confidence_score, rank)), 6) END AS doubt,
           arg_min(margin, rank) FILTER (margin IS NOT NULL) AS least_margin
    FROM pairs LEFT JOIN weights w USING (role_id) GROUP BY role_id, w.raw_roles
),
named AS (
    SELECT p.*, o.title AS occupation_title, o.classification_level
    FROM pairs p JOIN occupations o USING (scheme, occupation_code)
),
others AS (
    SELECT a.role_id, a.occupation_code,
           string_agg(b.occupation_code || ' ' || b.occupation_title || ' (' || printf('%.2f', b.confidence_score)
                      || ')', '; ' ORDER BY b.rank) AS other_candidates
    FROM named a JOIN named b ON b.role_id = a.role_id AND b.occupation_code <> a.occupation_code
    WHERE b.rank - (b.rank > a.rank)::INTEGER <= $others_shown
    GROUP BY a.role_id, a.occupation_code
)
SELECT n.*, r.role_code, r.title AS role_title, r.summary AS role_summary, s.raw_roles, t.other_candidates
FROM named n
JOIN roles r USING (role_id)
JOIN standing s USING (role_id)
LEFT JOIN latest d USING (role_id, occupation_code)
LEFT JOIN others t USING (role_id, occupation_code)
WHERE n.review_status <> 'approved'
  AND (d.decision_id IS NULL OR (n.review_status = 'stale' AND d.decision_id = n.decision_id))
  AND (n.origin <> $inferred OR s.finer = 0 OR n.review_status = 'stale')
ORDER BY s.has_stale DESC, s.doubt DESC, s.least_margin NULLS LAST, r.role_code, r.role_id, n.rank
