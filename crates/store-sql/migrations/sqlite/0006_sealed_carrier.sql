-- The generation of the key that phones seal to; what was sealed to an older one still opens.
ALTER TABLE ambiti ADD COLUMN sealing_kid INTEGER NOT NULL DEFAULT 1;

-- What came sealed and could not be applied: kept as it came, until it can.
CREATE TABLE held (
    ambito_id   TEXT    NOT NULL REFERENCES ambiti,
    op_id       TEXT    NOT NULL,
    device_id   TEXT    NOT NULL,
    -- Its author; the nil id where the phone is not known here.
    operator_id TEXT    NOT NULL,
    -- Anybody who saw a file can name an operation: the same one is that with the same body.
    body_hash   TEXT    NOT NULL,
    client_seq  INTEGER NOT NULL,
    record_id   TEXT    NOT NULL,
    record_type TEXT    NOT NULL,
    -- Why it could not be applied, a code.
    reason      TEXT    NOT NULL,
    received_at INTEGER NOT NULL,
    -- JSON, as the phone sealed it.
    parcel      TEXT    NOT NULL,
    PRIMARY KEY (ambito_id, op_id, device_id)
) STRICT, WITHOUT ROWID;
