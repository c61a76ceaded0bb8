-- Tags are compared byte by byte, whatever the database's own order of letters: so that all tags with the same beginning
-- stand together in the index.
ALTER TABLE event_tag ALTER COLUMN tag TYPE text COLLATE "C";
