/// Endpoints of platforms, what they are told, what came of it.
extension Schema {
  static let webhooks = """
    -- Where platforms are told of changes. Secrets sign what is sent and are therefore kept as they
    -- are; position is the last log line whose messages lie in webhook_delivery.
    CREATE TABLE webhook_endpoint (
      id TEXT PRIMARY KEY,
      channel TEXT NOT NULL REFERENCES channel (id),
      url TEXT NOT NULL,
      topics TEXT NOT NULL,
      secret TEXT NOT NULL,
      old_secret TEXT,
      old_secret_until BIGINT,
      created_at BIGINT NOT NULL,
      position BIGINT NOT NULL CHECK (position >= 0),
      health TEXT NOT NULL
    );
    CREATE INDEX webhook_endpoint_channel ON webhook_endpoint (channel);
    CREATE TABLE webhook_delivery (
      id BIGINT PRIMARY KEY,
      endpoint TEXT NOT NULL REFERENCES webhook_endpoint (id),
      message TEXT NOT NULL,
      kind TEXT NOT NULL,
      body TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      next_try BIGINT NOT NULL,
      attempts BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      -- Attempts since it was made or sent anew.
      tries BIGINT NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND attempts),
      state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
      UNIQUE (endpoint, message)
    );
    CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint, next_try)
      WHERE state = 'waiting';
    CREATE INDEX webhook_delivery_age ON webhook_delivery (created_at) WHERE state <> 'waiting';
    CREATE TABLE webhook_attempt (
      delivery BIGINT NOT NULL REFERENCES webhook_delivery (id),
      number BIGINT NOT NULL CHECK (number >= 1),
      at BIGINT NOT NULL,
      status BIGINT,
      error TEXT,
      response TEXT NOT NULL,
      milliseconds BIGINT NOT NULL CHECK (milliseconds >= 0),
      PRIMARY KEY (delivery, number)
    ) WITHOUT ROWID;
    """
}
