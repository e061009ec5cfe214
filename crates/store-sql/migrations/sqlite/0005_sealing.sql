-- Which key the content of records is sealed with; empty while all is in clear. The key itself is never in here.
CREATE TABLE sealing (
    key_id TEXT    NOT NULL PRIMARY KEY,
    since  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
