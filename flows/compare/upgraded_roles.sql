WITH ways AS (
    SELECT n.given, n.is_blank, n.form, n.release, n.read_as, n.role_id,
           CASE WHEN n.release = 'new' THEN n.role_id ELSE s.successor_id END AS successor_id, s.kinds, s.reasons
    FROM named n LEFT JOIN successors s USING (role_id)
),
shown AS (
    SELECT w.*, r.title, CASE w.form WHEN 'id' THEN r.role_id ELSE r.role_code END AS follower
    FROM ways w LEFT JOIN new_roles r ON r.role_id = w.successor_id
),
ends AS (
    SELECT given, any_value(is_blank) AS is_blank, any_value(form) AS form, any_value(release) AS release,
           any_value(read_as) AS read_as, min(role_id) AS role_id,
           count(DISTINCT follower) AS followers, bool_or(kinds <> '' AND successor_id IS NULL) AS is_retired,
           bool_or(successor_id IS NOT NULL AND follower IS NULL) AS is_lost,
           min(follower) AS follower,
           string_agg(DISTINCT replace(kinds, '|', ', then '), ', ') AS kinds,
           string_agg(DISTINCT nullif(reasons, ''), '; ') AS reasons
    FROM shown GROUP BY given
),
choices AS (
    SELECT given, string_agg(follower, '|' ORDER BY follower) AS choices,
           string_agg(replace(title, '|', '/'), '|' ORDER BY follower) AS choice_titles
    FROM (SELECT DISTINCT given, follower, title FROM shown WHERE follower IS NOT NULL) GROUP BY given
),
proposed AS (
    SELECT e.given, CASE e.form WHEN 'id' THEN p.new_role_id ELSE p.new_role_code END AS choices,
           p.new_title AS choice_titles
    FROM ends e JOIN proposals p ON p.old_role_id = e.role_id
),
causes AS (
    SELECT role_id, any_value(CASE change
        WHEN 'missing' THEN 'gone, and id_changes does not say why'
        WHEN 'dropped_by_source' THEN 'left out by its source: ' || cause
        ELSE cause END) AS cause
    FROM role_changes WHERE change IN ('missing', 'dropped_by_source', 'source_not_loaded') GROUP BY role_id
),
judged AS (
    SELECT e.*, p.choices AS proposed, CASE
        WHEN e.is_blank THEN 'blank'
        WHEN e.role_id IS NULL THEN 'unknown'
        WHEN e.followers > 1 OR (e.followers = 1 AND (e.is_retired OR e.is_lost)) THEN 'needs_person'
        WHEN e.followers = 1 AND e.follower = e.given THEN 'kept'
        WHEN e.followers = 1 THEN 'updated'
        WHEN p.choices IS NOT NULL THEN 'needs_person'
        ELSE 'goes_nowhere' END AS status
    FROM ends e LEFT JOIN proposed p USING (given)
)
SELECT j.given, o.title AS title, CASE WHEN j.status = 'updated' THEN follower ELSE j.given END AS value,
       CASE WHEN j.status = 'needs_person' THEN coalesce(c.choices, p.choices) END AS choices,
       CASE WHEN j.status = 'needs_person' THEN coalesce(c.choice_titles, p.choice_titles) END AS choice_titles,
       j.status,
       nullif(concat_ws('; ',
           CASE WHEN read_as <> j.given THEN 'read as ' || read_as END,
           CASE WHEN release = 'older' THEN 'it went before ' || old_version END,
           CASE WHEN release = 'new' THEN 'not in ' || old_version || ', but in ' || new_version END,
           CASE WHEN j.status = 'blank' THEN 'the cell is blank'
                WHEN j.status = 'unknown' THEN 'no role_id or role_code of ' || old_version || ' or ' || new_version
                WHEN nullif(kinds, '') IS NOT NULL THEN kinds || coalesce(': ' || reasons, '')
                WHEN j.status = 'updated' AND read_as <> follower THEN 'the role has another code'
                WHEN proposed IS NOT NULL THEN 'its source seems to have renamed it; ' || coalesce(a.cause, '')
                WHEN j.status = 'goes_nowhere' THEN coalesce(a.cause, 'not in ' || new_version) END,
           CASE WHEN j.status = 'needs_person' AND is_retired THEN 'a part was retired' END,
           CASE WHEN j.status = 'needs_person' AND is_lost THEN 'a successor is not in ' || new_version END
       ), '') AS reason
FROM judged j CROSS JOIN told
LEFT JOIN choices c ON c.given = j.given LEFT JOIN proposed p ON p.given = j.given
LEFT JOIN causes a ON a.role_id = j.role_id LEFT JOIN old_roles o ON o.role_id = j.role_id
ORDER BY j.given
