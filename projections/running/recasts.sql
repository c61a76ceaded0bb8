-- What followers of frame changes have had that a rebuild gives otherwise. Run as the role that owns the read models, beside the live
-- tables, which are {live}; the tables are made in state.sql.

-- name: kept
-- Whether the live tables hold what is carried over. Those of a program before this do not.
SELECT to_regclass(%(changes)s) IS NOT NULL AS changes, to_regclass(%(recasts)s) IS NOT NULL AS recasts;

-- name: carry_over
INSERT INTO frame_recast SELECT * FROM {live}.frame_recast;

-- name: carry_over_rows
INSERT INTO frame_recast_change SELECT * FROM {live}.frame_recast_change;

-- name: live_position
SELECT coalesce(max(notification_id), 0) AS position FROM {live}.notification_tracking;

-- name: compare
-- For each entry after a position and up to another, what is to be added to the live rows to come to those beside.
INSERT INTO frame_recast_change (number, entry_position, unit, line, kind, year, decided_on, {numbers})
SELECT (SELECT coalesce(max(number), 0) + 1 FROM frame_recast), entry_position, unit, line, kind, year, decided_on,
       {sums}
FROM (SELECT entry_position, unit, line, kind, year, decided_on, {numbers} FROM frame_change
      WHERE entry_position > %(after)s AND entry_position <= %(upto)s
      UNION ALL
      SELECT entry_position, unit, line, kind, year, decided_on, {negated} FROM {live}.frame_change
      WHERE entry_position > %(after)s AND entry_position <= %(upto)s) AS rows
GROUP BY entry_position, unit, line, kind, year, decided_on
HAVING ({sums}) <> ({nothing});

-- name: number
-- A recast when there are rows of one; it is kept with how far the tables went when they came.
INSERT INTO frame_recast (number, position)
SELECT DISTINCT number, %(position)s::bigint FROM frame_recast_change
WHERE number > (SELECT coalesce(max(number), 0) FROM frame_recast);
