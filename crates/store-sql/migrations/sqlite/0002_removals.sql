-- A removal is said again for a while: an answer may be lost on its way, and the phone would keep what is not its own.
-- How often the device was told; 0 while the record is on the phone.
ALTER TABLE deliveries ADD COLUMN removals INTEGER NOT NULL DEFAULT 0;
