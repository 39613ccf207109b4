extension Schema {
  /// What was said with keepers: calls, messages, broadcasts.
  static let conversations = """
    CREATE TABLE call (
      id TEXT PRIMARY KEY,
      inn TEXT,
      number TEXT NOT NULL,
      direction TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
      purpose TEXT NOT NULL,
      started_at BIGINT NOT NULL,
      ended_at BIGINT NOT NULL,
      outcome TEXT NOT NULL,
      transcript TEXT NOT NULL
    );
    CREATE INDEX call_inn ON call (inn, started_at);

    -- What keepers said to the office after the tone: a WAV file each, erased with transcripts.
    CREATE TABLE message (
      id TEXT PRIMARY KEY,
      call TEXT NOT NULL,
      inn TEXT,
      number TEXT NOT NULL,
      wants_call_back BIGINT NOT NULL CHECK (wants_call_back IN (0, 1)),
      recorded_at BIGINT NOT NULL,
      seconds BIGINT NOT NULL CHECK (seconds >= 0),
      sound BLOB,
      done_by TEXT,
      done_at BIGINT
    );
    CREATE INDEX message_recorded ON message (recorded_at);

    -- Texts of the office that inns are rung to hear, and who has said by a key to have heard them.
    CREATE TABLE broadcast (
      id TEXT PRIMARY KEY,
      text TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      deadline BIGINT NOT NULL,
      created_by TEXT NOT NULL,
      stopped_at BIGINT
    );
    CREATE TABLE broadcast_inn (
      broadcast TEXT NOT NULL REFERENCES broadcast (id),
      inn TEXT NOT NULL REFERENCES inn (id),
      entry BIGINT NOT NULL UNIQUE REFERENCES outbox (id),
      heard_at BIGINT,
      PRIMARY KEY (broadcast, inn)
    ) WITHOUT ROWID;
    CREATE INDEX broadcast_inn_waiting ON broadcast_inn (inn) WHERE heard_at IS NULL;

    -- What was keyed and kept, and not repeated to its end before the call was over.
    CREATE TABLE repetition (
      entry BIGINT PRIMARY KEY REFERENCES outbox (id),
      inn TEXT NOT NULL REFERENCES inn (id),
      phone TEXT,
      word TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX repetition_inn ON repetition (inn);

    -- Every time the hub rang an inn; an open row keeps it from being rung twice at once.
    CREATE TABLE ring (
      id BIGINT PRIMARY KEY,
      inn TEXT NOT NULL REFERENCES inn (id),
      number TEXT NOT NULL,
      purpose TEXT NOT NULL CHECK (purpose IN ('request', 'news', 'broadcast', 'evening',
        'repetition')),
      resumes BIGINT NOT NULL CHECK (resumes IN (0, 1)),
      started_at BIGINT NOT NULL,
      answered_at BIGINT,
      ended_at BIGINT,
      outcome TEXT,
      -- The process that rings.
      hub TEXT NOT NULL
    );
    CREATE UNIQUE INDEX ring_open ON ring (inn) WHERE ended_at IS NULL;
    CREATE INDEX ring_inn ON ring (inn, id);
    CREATE INDEX ring_started ON ring (started_at);

    -- Inns that the office wants rung now, whatever the ladder says; gone when the call begins.
    CREATE TABLE ring_wish (
      inn TEXT PRIMARY KEY REFERENCES inn (id),
      wanted_by TEXT NOT NULL,
      wanted_at BIGINT NOT NULL,
      until BIGINT NOT NULL
    ) WITHOUT ROWID;

    -- Messages in and out; the text is erased with the guests' data.
    CREATE TABLE sms_message (
      id INTEGER PRIMARY KEY,
      direction TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
      number TEXT NOT NULL,
      inn TEXT,
      gateway TEXT NOT NULL,
      gateway_id TEXT,
      text TEXT NOT NULL,
      sent_at BIGINT NOT NULL,
      recorded_at BIGINT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('received', 'proposed', 'waiting', 'sent', 'delivered',
        'failed', 'dropped')),
      parts BIGINT,
      readings TEXT,
      booking TEXT,
      outbox BIGINT,
      -- The notice to a guest that it carries; NULL for keepers.
      notice BIGINT,
      error TEXT
    );
    -- The same message from the same gateway is kept, and acts, once.
    CREATE UNIQUE INDEX sms_message_gateway ON sms_message (gateway, direction, gateway_id);
    CREATE INDEX sms_message_number ON sms_message (number, id);
    CREATE INDEX sms_message_inn ON sms_message (inn, id);
    CREATE INDEX sms_message_outbox ON sms_message (outbox) WHERE outbox IS NOT NULL;
    CREATE INDEX sms_message_notice ON sms_message (notice) WHERE notice IS NOT NULL;
    CREATE INDEX sms_message_age ON sms_message (recorded_at);
    CREATE TABLE sms_conversation (
      number TEXT PRIMARY KEY,
      conversation TEXT NOT NULL,
      state TEXT NOT NULL,
      changed_at BIGINT NOT NULL
    ) WITHOUT ROWID;
    """
}
