-- Up to which position of the feed a backup holds everything, and when it was made; NULL until there was one.
ALTER TABLE ambiti ADD COLUMN backed_up_seq INTEGER;
ALTER TABLE ambiti ADD COLUMN backed_up_at INTEGER;

-- An erasure finds the operations on its record.
CREATE INDEX journal_record ON journal (ambito_id, record_id);

-- The last sign of life of each device, as it sent it; nothing of a person.
CREATE TABLE heartbeats (
    ambito_id TEXT    NOT NULL,
    device_id TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    -- JSON.
    body      TEXT    NOT NULL,
    PRIMARY KEY (ambito_id, device_id),
    FOREIGN KEY (ambito_id, device_id) REFERENCES devices
) STRICT, WITHOUT ROWID;
