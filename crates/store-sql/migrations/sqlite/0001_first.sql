-- The tenant comes first in every primary key. UUIDs are TEXT, instants are INTEGER milliseconds since the epoch, UTC.

CREATE TABLE ambiti (
    ambito_id  TEXT    NOT NULL PRIMARY KEY,
    -- Incarnation of the server, changed at every restore.
    epoch      TEXT    NOT NULL,
    -- Next position in the feed; allocated in commit order, because one writer holds the database.
    next_seq   INTEGER NOT NULL DEFAULT 1,
    -- Key of the MAC of pull cursors, hex.
    cursor_key TEXT    NOT NULL,
    -- Mark of the demo that filled this Ambito; NULL where none did.
    demo       TEXT
) STRICT;

CREATE TABLE counters (
    ambito_id TEXT    NOT NULL REFERENCES ambiti,
    name      TEXT    NOT NULL,
    last      INTEGER NOT NULL,
    PRIMARY KEY (ambito_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE operators (
    ambito_id         TEXT    NOT NULL REFERENCES ambiti,
    operator_id       TEXT    NOT NULL,
    display_name      TEXT    NOT NULL,
    -- JSON array of role codes.
    roles             TEXT    NOT NULL,
    municipality_code TEXT,
    active            INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (ambito_id, operator_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE teams (
    ambito_id   TEXT NOT NULL REFERENCES ambiti,
    team_id     TEXT NOT NULL,
    name        TEXT NOT NULL,
    service     TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    PRIMARY KEY (ambito_id, team_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
    ambito_id   TEXT NOT NULL,
    team_id     TEXT NOT NULL,
    operator_id TEXT NOT NULL,
    -- Coordinates the team without working in it: no colleague of a crew.
    coordinates INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (ambito_id, team_id, operator_id),
    FOREIGN KEY (ambito_id, team_id) REFERENCES teams,
    FOREIGN KEY (ambito_id, operator_id) REFERENCES operators
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    ambito_id   TEXT    NOT NULL,
    device_id   TEXT    NOT NULL,
    operator_id TEXT    NOT NULL,
    enrolled_at INTEGER NOT NULL,
    revoked_at  INTEGER,
    -- When everything that the device was given was last checked against its scope.
    checked_at  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (ambito_id, device_id),
    FOREIGN KEY (ambito_id, operator_id) REFERENCES operators
) STRICT, WITHOUT ROWID;

-- Only the hash of a code is kept.
CREATE TABLE enrolment_codes (
    ambito_id   TEXT    NOT NULL,
    code_hash   TEXT    NOT NULL,
    operator_id TEXT    NOT NULL,
    expires_at  INTEGER NOT NULL,
    used_at     INTEGER,
    device_id   TEXT,
    PRIMARY KEY (ambito_id, code_hash),
    FOREIGN KEY (ambito_id, operator_id) REFERENCES operators
) STRICT, WITHOUT ROWID;
-- A code and a session token are the doors: they name the tenant, so they are unique over all of them.
CREATE UNIQUE INDEX enrolment_codes_door ON enrolment_codes (code_hash);

-- Only the hash of a token is kept.
CREATE TABLE sessions (
    ambito_id           TEXT    NOT NULL,
    token_hash          TEXT    NOT NULL,
    device_id           TEXT    NOT NULL,
    operator_id         TEXT    NOT NULL,
    created_at          INTEGER NOT NULL,
    seen_at             INTEGER NOT NULL,
    idle_expires_at     INTEGER NOT NULL,
    absolute_expires_at INTEGER NOT NULL,
    ended_at            INTEGER,
    PRIMARY KEY (ambito_id, token_hash),
    FOREIGN KEY (ambito_id, device_id) REFERENCES devices
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sessions_door ON sessions (token_hash);

-- One row per operation that was decided for good: what makes a push idempotent.
CREATE TABLE journal (
    ambito_id   TEXT    NOT NULL REFERENCES ambiti,
    op_id       TEXT    NOT NULL,
    body_hash   TEXT    NOT NULL,
    device_id   TEXT    NOT NULL,
    operator_id TEXT    NOT NULL,
    client_seq  INTEGER NOT NULL,
    record_id   TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    -- JSON: what was decided, as the first answer said.
    verdict     TEXT    NOT NULL,
    -- Position in the feed and receipt; NULL for a refusal.
    seq         INTEGER,
    receipt     TEXT,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (ambito_id, op_id)
) STRICT, WITHOUT ROWID;
-- The high-water mark and the holes of a device's stream are read from here.
CREATE INDEX journal_stream ON journal (ambito_id, device_id, client_seq);
-- A coordinator looks a receipt up.
CREATE INDEX journal_receipt ON journal (ambito_id, receipt) WHERE receipt IS NOT NULL;

CREATE TABLE records (
    ambito_id         TEXT    NOT NULL REFERENCES ambiti,
    record_id         TEXT    NOT NULL,
    record_type       TEXT    NOT NULL,
    schema_version    INTEGER NOT NULL,
    rev               INTEGER NOT NULL,
    -- Position of the latest revision in the feed.
    seq               INTEGER NOT NULL,
    -- JSON object and JSON array.
    fields            TEXT    NOT NULL,
    siblings          TEXT    NOT NULL DEFAULT '[]',
    -- Who made it.
    author_id         TEXT    NOT NULL,
    -- Copies of what queries and scopes need.
    service           TEXT,
    team_id           TEXT,
    municipality_code TEXT,
    occurred_at       INTEGER,
    voided            INTEGER NOT NULL DEFAULT 0,
    erased            INTEGER NOT NULL DEFAULT 0,
    received_at       INTEGER NOT NULL,
    PRIMARY KEY (ambito_id, record_id)
) STRICT;
CREATE UNIQUE INDEX records_seq ON records (ambito_id, seq);
CREATE INDEX records_type ON records (ambito_id, record_type, occurred_at);

CREATE TABLE feed (
    ambito_id TEXT    NOT NULL REFERENCES ambiti,
    seq       INTEGER NOT NULL,
    record_id TEXT    NOT NULL,
    rev       INTEGER NOT NULL,
    PRIMARY KEY (ambito_id, seq),
    FOREIGN KEY (ambito_id, record_id) REFERENCES records
) STRICT, WITHOUT ROWID;

-- What each device was given, so that it can be told what left its scope.
CREATE TABLE deliveries (
    ambito_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    record_id TEXT NOT NULL,
    PRIMARY KEY (ambito_id, device_id, record_id),
    FOREIGN KEY (ambito_id, device_id) REFERENCES devices,
    FOREIGN KEY (ambito_id, record_id) REFERENCES records
) STRICT, WITHOUT ROWID;

-- Who did what to which record; names of fields, never values. Append-only.
CREATE TABLE audit (
    ambito_id   TEXT    NOT NULL REFERENCES ambiti,
    audit_id    INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    operator_id TEXT,
    device_id   TEXT,
    action      TEXT    NOT NULL,
    record_id   TEXT,
    record_type TEXT,
    -- JSON array of field names, or of the terms of a query.
    fields      TEXT    NOT NULL DEFAULT '[]',
    PRIMARY KEY (ambito_id, audit_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
