-- When somebody who works alone means to be back: no place, no record, and gone some days after it ended.
CREATE TABLE returns (
    ambito_id     TEXT    NOT NULL REFERENCES ambiti,
    return_id     TEXT    NOT NULL,
    operator_id   TEXT    NOT NULL,
    device_id     TEXT    NOT NULL,
    -- The activation that somebody goes out for.
    activation_id TEXT,
    set_at        INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    -- Back, or known to be well.
    ended_at      INTEGER,
    PRIMARY KEY (ambito_id, return_id)
) STRICT, WITHOUT ROWID;
