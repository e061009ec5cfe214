-- The key by which a device proves that its person has just given the passphrase again; sealed where the installation has a
-- key.
ALTER TABLE devices ADD COLUMN proof_key TEXT;
