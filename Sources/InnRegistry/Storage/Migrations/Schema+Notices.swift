/// What guests are told, and their own ways to their bookings.
extension Schema {
  static let notices = """
    -- Mails and messages to guests, once for each cause. What they say is put together when they are sent.
    CREATE TABLE notice (
      id BIGINT PRIMARY KEY,
      booking TEXT NOT NULL REFERENCES booking (id),
      inn TEXT NOT NULL REFERENCES inn (id),
      kind TEXT NOT NULL,
      cause TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      next_try BIGINT NOT NULL,
      attempts BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'delivered', 'dropped',
        'failed')),
      way TEXT CHECK (way IN ('mail', 'sms')),
      message BIGINT,
      ended_at BIGINT,
      error TEXT,
      UNIQUE (booking, kind, cause)
    );
    CREATE INDEX notice_cause ON notice (cause);
    CREATE INDEX notice_due ON notice (next_try) WHERE state = 'waiting';
    -- `channel:…` and `booking:…` whose guests get no mail: the platform writes to them.
    CREATE TABLE notice_off (
      subject TEXT PRIMARY KEY
    ) WITHOUT ROWID;
    -- `channel:…` and `booking:…` whose guests are rather written to by SMS.
    CREATE TABLE notice_sms (
      subject TEXT PRIMARY KEY
    ) WITHOUT ROWID;
    -- By which tokens guests see their bookings; only digests are kept.
    CREATE TABLE guest_link (
      digest TEXT PRIMARY KEY,
      booking TEXT NOT NULL REFERENCES booking (id),
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX guest_link_booking ON guest_link (booking, created_at);
    -- What guests asked for on their pages; erased with their data.
    CREATE TABLE guest_wish (
      id BIGINT PRIMARY KEY,
      booking TEXT NOT NULL REFERENCES booking (id),
      text TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      done_at BIGINT
    );
    CREATE INDEX guest_wish_booking ON guest_wish (booking);
    CREATE TABLE emergency (
      id TEXT PRIMARY KEY,
      hazard TEXT NOT NULL,
      message TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      created_by TEXT NOT NULL,
      broadcast TEXT REFERENCES broadcast (id)
    );
    """
}
