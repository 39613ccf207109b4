/// Figures of visitor flow, drawn from the log, and what was published of them.
extension Schema {
  static let statistics = """
    -- The last line of the log that the figures know.
    CREATE TABLE flow_position (
      one BIGINT PRIMARY KEY CHECK (one = 1),
      sequence BIGINT NOT NULL CHECK (sequence >= 0)
    );
    -- What a booking or a report added, so that its next change takes it out again.
    CREATE TABLE flow_fact (
      subject TEXT PRIMARY KEY,
      fact TEXT NOT NULL
    ) WITHOUT ROWID;
    -- Sums by inn and month (year * 12 + month - 1); rows of nothing go.
    CREATE TABLE flow_cell (
      inn TEXT NOT NULL,
      month BIGINT NOT NULL,
      measure TEXT NOT NULL,
      key TEXT NOT NULL,
      value BIGINT NOT NULL,
      PRIMARY KEY (month, inn, measure, key)
    ) WITHOUT ROWID;
    -- Rooms and beds of inns, from a night on.
    CREATE TABLE flow_stock (
      inn TEXT NOT NULL,
      night BIGINT NOT NULL,
      stock TEXT NOT NULL,
      PRIMARY KEY (inn, night)
    ) WITHOUT ROWID;
    -- Closed nights; a closure that was lifted keeps those that had passed.
    CREATE TABLE flow_closure (
      id TEXT PRIMARY KEY,
      inn TEXT NOT NULL,
      room_type TEXT,
      first_night BIGINT NOT NULL,
      last_night BIGINT NOT NULL,
      CHECK (first_night <= last_night)
    ) WITHOUT ROWID;
    CREATE INDEX flow_closure_nights ON flow_closure (last_night);
    -- What was published, never changed: a later vintage is a row of its own.
    CREATE TABLE statistics_vintage (
      id BIGINT PRIMARY KEY,
      scope TEXT NOT NULL CHECK (scope IN ('real', 'training')),
      name TEXT NOT NULL,
      period TEXT NOT NULL,
      number BIGINT NOT NULL CHECK (number >= 1),
      published_at BIGINT NOT NULL,
      published_by TEXT NOT NULL,
      sequence BIGINT NOT NULL,
      digest TEXT NOT NULL,
      note TEXT,
      body TEXT NOT NULL,
      UNIQUE (scope, name, period, number)
    );
    -- Who took figures out of the hub, and what for.
    CREATE TABLE statistics_export (
      id BIGINT PRIMARY KEY,
      at BIGINT NOT NULL,
      actor TEXT NOT NULL,
      scope TEXT NOT NULL,
      name TEXT NOT NULL,
      period TEXT NOT NULL,
      format TEXT NOT NULL,
      is_exact BIGINT NOT NULL CHECK (is_exact IN (0, 1)),
      purpose TEXT NOT NULL
    );
    -- What the region did with its figures, for everybody to read.
    CREATE TABLE statistics_use (
      id BIGINT PRIMARY KEY,
      at BIGINT NOT NULL,
      actor TEXT NOT NULL,
      used_by TEXT NOT NULL,
      purpose TEXT NOT NULL,
      outcome TEXT
    );
    -- Scheduled publications: once for each period.
    CREATE TABLE statistics_run (
      scope TEXT NOT NULL,
      period TEXT NOT NULL,
      at BIGINT NOT NULL,
      outcome TEXT NOT NULL,
      PRIMARY KEY (scope, period)
    ) WITHOUT ROWID;
    -- What brokers of context data have, or are to have; an empty digest: to forget it.
    CREATE TABLE statistics_push (
      broker TEXT NOT NULL,
      subject TEXT NOT NULL,
      digest TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'taken')),
      error TEXT,
      changed_at BIGINT NOT NULL,
      PRIMARY KEY (broker, subject)
    ) WITHOUT ROWID;
    -- Brokers that did not take everything.
    CREATE TABLE statistics_broker (
      name TEXT PRIMARY KEY,
      failing_since BIGINT,
      failures BIGINT NOT NULL,
      next_try BIGINT NOT NULL,
      error TEXT
    ) WITHOUT ROWID;
    -- Inns that want their month by SMS, and those that got it.
    CREATE TABLE statistics_report_wish (
      inn TEXT PRIMARY KEY,
      since BIGINT NOT NULL,
      set_by TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE statistics_report (
      inn TEXT NOT NULL,
      month BIGINT NOT NULL,
      sent_at BIGINT NOT NULL,
      PRIMARY KEY (inn, month)
    ) WITHOUT ROWID;
    """
}
