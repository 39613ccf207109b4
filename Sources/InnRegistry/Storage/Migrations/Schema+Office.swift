/// Who runs the region: organisations and staff, consents, usage, settings.
extension Schema {
  static let office = """
    CREATE TABLE organisation (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      phone TEXT,
      duty_phone TEXT,
      registration TEXT,
      hours TEXT
    );
    CREATE TABLE organisation_municipality (
      organisation TEXT NOT NULL REFERENCES organisation (id),
      municipality TEXT NOT NULL,
      PRIMARY KEY (organisation, municipality)
    ) WITHOUT ROWID;
    CREATE TABLE staff (
      id TEXT PRIMARY KEY,
      organisation TEXT NOT NULL REFERENCES organisation (id),
      name TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('viewer', 'helper', 'staff', 'admin')),
      suspended BIGINT NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1))
    );
    -- How people sign in to the console: the password's hash, and how often it was wrong.
    CREATE TABLE staff_login (
      staff TEXT PRIMARY KEY REFERENCES staff (id),
      hash TEXT NOT NULL,
      must_change BIGINT NOT NULL CHECK (must_change IN (0, 1)),
      changed_at BIGINT NOT NULL,
      failures BIGINT NOT NULL DEFAULT 0 CHECK (failures >= 0),
      lockouts BIGINT NOT NULL DEFAULT 0 CHECK (lockouts >= 0),
      locked_until BIGINT
    ) WITHOUT ROWID;
    -- Who is signed in; of the secret in the browser's cookie only the digest is kept.
    CREATE TABLE staff_session (
      digest TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      staff TEXT NOT NULL REFERENCES staff (id),
      created_at BIGINT NOT NULL,
      seen_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      browser TEXT NOT NULL
    ) WITHOUT ROWID;
    -- Every word an inn gave on a purpose, in the order of the log; the last one holds.
    CREATE TABLE consent (
      sequence INTEGER PRIMARY KEY,
      inn TEXT NOT NULL REFERENCES inn (id),
      purpose TEXT NOT NULL CHECK (purpose IN ('sale', 'statistics', 'emergency')),
      given BIGINT NOT NULL CHECK (given IN (0, 1)),
      medium TEXT NOT NULL CHECK (medium IN ('phone', 'paper')),
      note TEXT,
      recorded_by TEXT NOT NULL,
      recorded_at BIGINT NOT NULL
    );
    CREATE INDEX consent_inn ON consent (inn, purpose, sequence);
    -- Months are counted as year * 12 + month - 1; money in hundredths of a yen.
    CREATE TABLE usage (
      inn TEXT NOT NULL REFERENCES inn (id),
      month BIGINT NOT NULL,
      calls BIGINT NOT NULL CHECK (calls >= 0),
      call_seconds BIGINT NOT NULL CHECK (call_seconds >= 0),
      sms BIGINT NOT NULL CHECK (sms >= 0),
      cost BIGINT NOT NULL CHECK (cost >= 0),
      PRIMARY KEY (inn, month)
    ) WITHOUT ROWID;
    -- Guests whom the hub did not bring, as keepers report them: for statistics alone.
    CREATE TABLE outside_guests (
      inn TEXT NOT NULL REFERENCES inn (id),
      night BIGINT NOT NULL,
      guests BIGINT NOT NULL CHECK (guests >= 0),
      from_abroad BIGINT NOT NULL CHECK (from_abroad BETWEEN 0 AND guests),
      reported_at BIGINT NOT NULL,
      PRIMARY KEY (inn, night)
    ) WITHOUT ROWID;
    CREATE TABLE setting (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) WITHOUT ROWID;
    """
}
