/// Schema steps: BIGINT for numbers, booleans as 0 and 1, instants as milliseconds since 1970, nights
/// as days since 1970.
///
/// SQLite and PostgreSQL both take them, but for a few words that ``PostgreSQLDialect`` has of its
/// own; two of them spare SQLite a second tree for each table: `INTEGER PRIMARY KEY`, and
/// `WITHOUT ROWID`, which tables of small rows have.
enum Schema {
  /// Inns, what they sell, and everything that must happen because of it.
  static let inns = """
    CREATE TABLE inn (
      id TEXT PRIMARY KEY,
      training BIGINT NOT NULL CHECK (training IN (0, 1)),
      listed BIGINT NOT NULL DEFAULT 1 CHECK (listed IN (0, 1)),
      name TEXT NOT NULL,
      name_kana TEXT NOT NULL,
      name_romaji TEXT NOT NULL,
      municipality TEXT NOT NULL,
      area TEXT NOT NULL,
      calling TEXT NOT NULL,
      freshness TEXT NOT NULL,
      cap_parties BIGINT CHECK (cap_parties >= 0),
      cap_persons BIGINT CHECK (cap_persons >= 0),
      cap_dinners BIGINT CHECK (cap_dinners >= 0),
      profile TEXT NOT NULL,
      paused_at BIGINT,
      expired_in_a_row BIGINT NOT NULL DEFAULT 0 CHECK (expired_in_a_row >= 0),
      changed_at BIGINT NOT NULL
    );
    -- By what a keeper proves who she is when her telephone number doesn't: the inn's number as it
    -- is keyed, the PIN's hash, and how often it was keyed wrongly.
    CREATE TABLE inn_pin (
      inn TEXT PRIMARY KEY REFERENCES inn (id),
      number BIGINT NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 9999),
      hash TEXT NOT NULL,
      failures BIGINT NOT NULL DEFAULT 0 CHECK (failures >= 0),
      lockouts BIGINT NOT NULL DEFAULT 0 CHECK (lockouts >= 0),
      locked_until BIGINT
    );
    CREATE TABLE inn_phone (
      inn TEXT NOT NULL REFERENCES inn (id),
      number TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('landline', 'mobile', 'rotary', 'office_only')),
      rights BIGINT NOT NULL CHECK (rights BETWEEN 0 AND 7),
      rank BIGINT NOT NULL,
      PRIMARY KEY (inn, number)
    ) WITHOUT ROWID;
    CREATE INDEX inn_phone_number ON inn_phone (number);

    CREATE TABLE room_type (
      key INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      inn TEXT NOT NULL REFERENCES inn (id),
      rank BIGINT NOT NULL,
      name TEXT NOT NULL,
      name_kana TEXT NOT NULL,
      name_english TEXT NOT NULL,
      rooms BIGINT NOT NULL CHECK (rooms BETWEEN 1 AND 250),
      capacity BIGINT NOT NULL CHECK (capacity BETWEEN 1 AND 50),
      retired BIGINT NOT NULL DEFAULT 0 CHECK (retired IN (0, 1))
    );
    CREATE INDEX room_type_inn ON room_type (inn);
    CREATE TABLE rate_plan (
      id TEXT PRIMARY KEY,
      room BIGINT NOT NULL REFERENCES room_type (key),
      rank BIGINT NOT NULL,
      selling TEXT NOT NULL CHECK (selling IN ('instant', 'on_request')),
      meals TEXT NOT NULL CHECK (meals IN ('room_only', 'breakfast', 'half_board')),
      terms TEXT NOT NULL,
      retired BIGINT NOT NULL DEFAULT 0 CHECK (retired IN (0, 1))
    );
    CREATE INDEX rate_plan_room ON rate_plan (room);

    CREATE TABLE standing_offer (
      room INTEGER PRIMARY KEY REFERENCES room_type (key),
      sunday BIGINT NOT NULL CHECK (sunday BETWEEN 0 AND 250),
      monday BIGINT NOT NULL CHECK (monday BETWEEN 0 AND 250),
      tuesday BIGINT NOT NULL CHECK (tuesday BETWEEN 0 AND 250),
      wednesday BIGINT NOT NULL CHECK (wednesday BETWEEN 0 AND 250),
      thursday BIGINT NOT NULL CHECK (thursday BETWEEN 0 AND 250),
      friday BIGINT NOT NULL CHECK (friday BETWEEN 0 AND 250),
      saturday BIGINT NOT NULL CHECK (saturday BETWEEN 0 AND 250),
      as_of BIGINT NOT NULL
    );

    -- Calendars of other platforms, whose taken nights close a room type.
    CREATE TABLE ical_feed (
      id TEXT PRIMARY KEY,
      room BIGINT NOT NULL REFERENCES room_type (key),
      url TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      next_poll BIGINT NOT NULL,
      etag TEXT,
      last_modified TEXT,
      failures BIGINT NOT NULL DEFAULT 0 CHECK (failures >= 0),
      failing_since BIGINT,
      read_at BIGINT,
      last_error TEXT,
      events BIGINT NOT NULL DEFAULT 0 CHECK (events >= 0),
      nights BIGINT NOT NULL DEFAULT 0 CHECK (nights >= 0),
      unread BIGINT NOT NULL DEFAULT 0 CHECK (unread >= 0)
    );
    CREATE INDEX ical_feed_due ON ical_feed (next_poll);
    -- By which token a room type's own calendar is read; only the digest is kept.
    CREATE TABLE ical_share (
      room BIGINT PRIMARY KEY REFERENCES room_type (key),
      digest TEXT NOT NULL UNIQUE,
      created_at BIGINT NOT NULL
    );

    CREATE TABLE closure (
      id TEXT PRIMARY KEY,
      inn TEXT NOT NULL REFERENCES inn (id),
      first_night BIGINT NOT NULL,
      last_night BIGINT NOT NULL,
      source TEXT NOT NULL CHECK (source IN ('phone', 'sms', 'office', 'api', 'ical', 'standing')),
      -- Null: all the inn's rooms.
      room BIGINT REFERENCES room_type (key),
      -- The calendar that closed it, which alone may open it again.
      feed TEXT REFERENCES ical_feed (id),
      CHECK (first_night <= last_night),
      CHECK ((feed IS NOT NULL) = (source = 'ical')),
      CHECK (feed IS NULL OR room IS NOT NULL)
    );
    CREATE INDEX closure_inn ON closure (inn, last_night);
    CREATE INDEX closure_feed ON closure (feed) WHERE feed IS NOT NULL;

    -- The inventory equation: balance = stated - uncounted, kept as what remains and what is short.
    CREATE TABLE night (
      room BIGINT NOT NULL REFERENCES room_type (key),
      night BIGINT NOT NULL,
      stated BIGINT NOT NULL CHECK (stated >= 0),
      uncounted BIGINT NOT NULL CHECK (uncounted >= 0),
      remaining BIGINT NOT NULL CHECK (remaining >= 0),
      shortfall BIGINT NOT NULL CHECK (shortfall >= 0),
      as_of BIGINT NOT NULL,
      source TEXT NOT NULL CHECK (source IN ('phone', 'sms', 'office', 'api', 'ical', 'standing')),
      PRIMARY KEY (room, night),
      CHECK (remaining - shortfall = stated - uncounted),
      CHECK (remaining = 0 OR shortfall = 0)
    ) WITHOUT ROWID;
    CREATE TABLE night_restriction (
      room BIGINT NOT NULL REFERENCES room_type (key),
      night BIGINT NOT NULL,
      stop_sell BIGINT NOT NULL CHECK (stop_sell IN (0, 1)),
      min_stay BIGINT CHECK (min_stay >= 1),
      max_stay BIGINT CHECK (max_stay >= 1),
      closed_to_arrival BIGINT NOT NULL CHECK (closed_to_arrival IN (0, 1)),
      closed_to_departure BIGINT NOT NULL CHECK (closed_to_departure IN (0, 1)),
      PRIMARY KEY (room, night)
    ) WITHOUT ROWID;

    CREATE TABLE channel (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      training_only BIGINT NOT NULL CHECK (training_only IN (0, 1)),
      suspended BIGINT NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1)),
      max_open_requests BIGINT NOT NULL CHECK (max_open_requests >= 0),
      max_holds BIGINT NOT NULL CHECK (max_holds >= 0),
      max_rooms_shown BIGINT NOT NULL CHECK (max_rooms_shown BETWEEN 1 AND 250),
      max_rooms_a_night BIGINT CHECK (max_rooms_a_night BETWEEN 0 AND 250),
      commission BIGINT NOT NULL DEFAULT 0 CHECK (commission BETWEEN 0 AND 5000),
      registration_number TEXT,
      created_at BIGINT NOT NULL
    );
    -- The most rooms a channel may have sold and held on a night; room 0 is all the inn's together.
    CREATE TABLE channel_allotment (
      channel TEXT NOT NULL REFERENCES channel (id),
      inn TEXT NOT NULL REFERENCES inn (id),
      room BIGINT NOT NULL,
      rooms BIGINT NOT NULL CHECK (rooms >= 0),
      PRIMARY KEY (channel, inn, room)
    ) WITHOUT ROWID;
    CREATE TABLE api_key (
      id TEXT PRIMARY KEY,
      channel TEXT NOT NULL REFERENCES channel (id),
      digest TEXT NOT NULL UNIQUE,
      scopes TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      revoked_at BIGINT
    );

    CREATE TABLE booking (
      id TEXT PRIMARY KEY,
      reference TEXT NOT NULL,
      inn TEXT NOT NULL REFERENCES inn (id),
      room BIGINT NOT NULL REFERENCES room_type (key),
      rate_plan TEXT NOT NULL REFERENCES rate_plan (id),
      channel TEXT NOT NULL REFERENCES channel (id),
      channel_reference TEXT,
      created_at BIGINT NOT NULL,
      check_in BIGINT NOT NULL,
      check_out BIGINT NOT NULL,
      rooms BIGINT NOT NULL CHECK (rooms >= 1),
      adults BIGINT NOT NULL CHECK (adults >= 1),
      persons BIGINT NOT NULL CHECK (persons >= adults),
      dinners BIGINT NOT NULL CHECK (dinners BETWEEN 0 AND persons),
      party TEXT NOT NULL,
      language TEXT NOT NULL,
      country TEXT,
      prefecture TEXT,
      arrival BIGINT,
      quote TEXT NOT NULL,
      cancellation TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('held', 'requested', 'confirmed', 'stayed', 'no_show',
        'cancelled', 'released', 'declined', 'expired', 'withdrawn')),
      state_reason TEXT,
      deadline BIGINT,
      revision BIGINT NOT NULL CHECK (revision >= 1),
      stay_revision BIGINT NOT NULL CHECK (stay_revision BETWEEN 1 AND revision),
      heard BIGINT NOT NULL CHECK (heard IN (0, 1)),
      changed_at BIGINT NOT NULL,
      cancellation_fee BIGINT CHECK (cancellation_fee >= 0),
      CHECK (check_in < check_out),
      CHECK ((deadline IS NOT NULL) = (state IN ('held', 'requested'))),
      CHECK ((state_reason IS NOT NULL) = (state IN ('cancelled', 'declined')))
    );
    CREATE INDEX booking_inn ON booking (inn, check_in);
    CREATE INDEX booking_channel ON booking (channel, changed_at);
    CREATE UNIQUE INDEX booking_channel_reference ON booking (channel, channel_reference)
      WHERE channel_reference IS NOT NULL;
    CREATE UNIQUE INDEX booking_reference ON booking (inn, reference)
      WHERE state IN ('held', 'requested', 'confirmed');
    CREATE INDEX booking_deadline ON booking (deadline) WHERE state IN ('held', 'requested');
    CREATE INDEX booking_check_out ON booking (check_out) WHERE state = 'confirmed';
    CREATE INDEX booking_held ON booking (channel) WHERE state = 'held';
    CREATE INDEX booking_requested ON booking (channel, inn) WHERE state = 'requested';

    -- What is known of the guest, apart, so that it can be erased while the figures stay.
    CREATE TABLE booking_guest (
      booking TEXT PRIMARY KEY REFERENCES booking (id),
      name TEXT NOT NULL,
      name_kana TEXT,
      phone TEXT,
      email TEXT,
      diet TEXT,
      notes TEXT
    ) WITHOUT ROWID;

    -- Rooms that a booking takes, night by night, and how many of them the keeper's last number
    -- for that night already leaves out: not always all, because an amendment adds rooms that she
    -- has yet to hear of. A returning row is what a booking left behind when it ended or shrank:
    -- rooms that are not sold until the keeper says so.
    CREATE TABLE occupancy (
      room BIGINT NOT NULL REFERENCES room_type (key),
      night BIGINT NOT NULL,
      booking TEXT NOT NULL REFERENCES booking (id),
      returning_rooms BIGINT NOT NULL DEFAULT 0 CHECK (returning_rooms IN (0, 1)),
      rooms BIGINT NOT NULL CHECK (rooms >= 1),
      counted BIGINT NOT NULL CHECK (counted BETWEEN 0 AND rooms),
      PRIMARY KEY (room, night, booking, returning_rooms),
      CHECK (returning_rooms = 0 OR counted = rooms)
    ) WITHOUT ROWID;
    CREATE INDEX occupancy_booking ON occupancy (booking);

    -- Who at the inn has heard which revision of a booking, on which phone, in which conversation.
    CREATE TABLE hearing (
      booking TEXT NOT NULL REFERENCES booking (id),
      revision BIGINT NOT NULL,
      conversation TEXT NOT NULL,
      phone TEXT,
      heard_at BIGINT NOT NULL,
      PRIMARY KEY (booking, revision, conversation)
    ) WITHOUT ROWID;

    -- What a keeper keyed, until its read-back is over: a restart of the hub makes it final.
    CREATE TABLE pending_answer (
      booking TEXT PRIMARY KEY REFERENCES booking (id),
      revision BIGINT NOT NULL,
      accepts BIGINT NOT NULL CHECK (accepts IN (0, 1)),
      actor TEXT NOT NULL,
      keyed_at BIGINT NOT NULL,
      -- The process whose call it is.
      hub TEXT NOT NULL
    ) WITHOUT ROWID;

    -- Price and cancellation terms are those the guest was shown, whatever the plan says by the
    -- time the keeper answers; the revision is the booking's as the proposal made it.
    CREATE TABLE amendment (
      booking TEXT PRIMARY KEY REFERENCES booking (id),
      revision BIGINT NOT NULL,
      rate_plan TEXT NOT NULL REFERENCES rate_plan (id),
      persons BIGINT NOT NULL CHECK (persons >= 1),
      dinners BIGINT NOT NULL CHECK (dinners BETWEEN 0 AND persons),
      proposal TEXT NOT NULL,
      quote TEXT NOT NULL,
      cancellation TEXT NOT NULL,
      deadline BIGINT NOT NULL,
      created_at BIGINT NOT NULL
    );

    CREATE TABLE event (
      sequence INTEGER PRIMARY KEY,
      at BIGINT NOT NULL,
      actor TEXT NOT NULL,
      inn TEXT,
      channel TEXT,
      kind TEXT NOT NULL,
      subject TEXT NOT NULL,
      body TEXT NOT NULL
    );
    CREATE INDEX event_inn ON event (inn, sequence);
    CREATE INDEX event_subject ON event (subject, sequence);

    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      inn TEXT,
      booking TEXT,
      created_at BIGINT NOT NULL,
      next_try BIGINT NOT NULL,
      deadline BIGINT NOT NULL,
      attempts BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      lease_owner TEXT,
      lease_until BIGINT,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dropped', 'failed')),
      last_error TEXT
    );
    CREATE INDEX outbox_due ON outbox (kind, next_try) WHERE state = 'waiting';
    CREATE INDEX outbox_deadline ON outbox (deadline) WHERE state = 'waiting';
    CREATE INDEX outbox_booking ON outbox (booking);
    CREATE INDEX outbox_inn ON outbox (inn, state);

    CREATE TABLE alarm (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      inn TEXT,
      booking TEXT,
      detail TEXT NOT NULL,
      raised_at BIGINT NOT NULL,
      cleared_at BIGINT
    );
    CREATE INDEX alarm_open ON alarm (kind, raised_at) WHERE cleared_at IS NULL;

    CREATE TABLE idempotency_key (
      channel TEXT NOT NULL,
      key TEXT NOT NULL,
      digest TEXT NOT NULL,
      status BIGINT NOT NULL,
      body TEXT NOT NULL,
      location TEXT,
      entity_tag TEXT,
      created_at BIGINT NOT NULL,
      PRIMARY KEY (channel, key)
    );
    CREATE INDEX idempotency_key_age ON idempotency_key (created_at);

    -- Commits of several hubs on one server, in their order: what the others' memories must learn.
    -- Empty where one hub has a file to itself.
    CREATE TABLE hub_commit (
      number BIGINT PRIMARY KEY,
      hub TEXT NOT NULL,
      committed_at BIGINT NOT NULL,
      event BIGINT NOT NULL,
      changes TEXT NOT NULL
    );
    -- Who of them does what for all, and until when; `alive:…` is a hub's own row.
    CREATE TABLE hub_lease (
      job TEXT PRIMARY KEY,
      hub TEXT NOT NULL,
      -- It was never over since then.
      since BIGINT NOT NULL,
      until BIGINT NOT NULL
    );
    """
}
