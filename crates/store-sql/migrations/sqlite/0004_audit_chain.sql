-- Each row carries the hash of itself and of the hash before it. Rows from before this have none, and are not covered.
ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';
