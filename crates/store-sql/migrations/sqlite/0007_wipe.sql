-- A phone that was lost: since when what lies on it is to go, and since when it says that it has.
ALTER TABLE devices ADD COLUMN wipe_ordered_at INTEGER;
ALTER TABLE devices ADD COLUMN wiped_at INTEGER;
