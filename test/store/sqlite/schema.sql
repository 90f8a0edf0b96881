PRAGMA user_version = 16;

CREATE TABLE head (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL,
  at       INTEGER NOT NULL
, closed INTEGER NOT NULL DEFAULT 0, ledger TEXT NOT NULL DEFAULT '', takes_bare INTEGER NOT NULL DEFAULT 1) STRICT;

CREATE TABLE secrets (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  hash   BLOB PRIMARY KEY,
  tenant TEXT NOT NULL
, label TEXT NOT NULL DEFAULT '', last_four TEXT NOT NULL DEFAULT '', created_at INTEGER NOT NULL DEFAULT 0, expires_at INTEGER, suspended INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
  id     INTEGER PRIMARY KEY,
  app_id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  online INTEGER NOT NULL DEFAULT 1
, deleted INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX devices_by_tenant ON devices (tenant);

CREATE TABLE callbacks (
  token_hash   BLOB PRIMARY KEY REFERENCES tokens (hash),
  url          TEXT NOT NULL,
  delivered_to INTEGER NOT NULL
, failures INTEGER NOT NULL DEFAULT 0, failing_since INTEGER, next_attempt_at INTEGER, taken_at INTEGER) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  id                 INTEGER PRIMARY KEY,
  username           TEXT NOT NULL UNIQUE,
  nickname           TEXT NOT NULL,
  -- The nickname as searches compare it: src/text/folding.ts.
  name_key           TEXT NOT NULL,
  head_url           TEXT NOT NULL,
  signature          TEXT NOT NULL,
  cover_img_url      TEXT NOT NULL,
  live_cover_img_url TEXT NOT NULL,
  country            TEXT NOT NULL,
  province           TEXT NOT NULL,
  city               TEXT NOT NULL,
  sex                INTEGER NOT NULL,
  anchor_status_flag INTEGER NOT NULL
, state INTEGER NOT NULL DEFAULT 1, letters_key TEXT NOT NULL DEFAULT '', look_key TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX accounts_by_name ON accounts (name_key, id);

CREATE VIRTUAL TABLE account_grams USING fts5 (
  nickname, signature,
  content = '', contentless_delete = 1, tokenize = 'unicode61', prefix = '5 10'
);

CREATE TABLE 'account_grams_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'account_grams_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE 'account_grams_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'account_grams_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE identities (
  device    INTEGER NOT NULL REFERENCES devices (id),
  account   INTEGER NOT NULL REFERENCES accounts (id),
  role_type INTEGER NOT NULL,
  PRIMARY KEY (device, account, role_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE follows (
  follower INTEGER NOT NULL,
  target   INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (follower, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX following_order ON follows (follower, at);

CREATE TABLE followers (
  target   INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  follower INTEGER NOT NULL,
  PRIMARY KEY (target, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE ended_follows (
  follower INTEGER NOT NULL,
  target   INTEGER NOT NULL,
  since    INTEGER NOT NULL,
  until    INTEGER NOT NULL, cause INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (follower, target, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE counts (
  account   INTEGER PRIMARY KEY,
  followers INTEGER NOT NULL CHECK (followers >= 0),
  following INTEGER NOT NULL CHECK (following >= 0)
, gained INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE changes (
  position  INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  type      INTEGER NOT NULL,
  follower  INTEGER NOT NULL,
  target    INTEGER NOT NULL,
  role_type INTEGER NOT NULL,
  device    INTEGER,
  search_id TEXT,
  doc_id    TEXT,
  query     TEXT
, cause INTEGER NOT NULL DEFAULT 1) STRICT;

CREATE TABLE blocks (
  blocker INTEGER NOT NULL,
  blocked INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (blocker, blocked)
) STRICT, WITHOUT ROWID;

CREATE TABLE hidden_follows (
  follower INTEGER NOT NULL,
  target   INTEGER NOT NULL,
  PRIMARY KEY (follower, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX hidden_by_target ON hidden_follows (target, follower);

CREATE INDEX ended_by_target ON ended_follows (target, since, until);

CREATE INDEX ended_by_follower ON ended_follows (follower, since, until);

CREATE INDEX identities_by_account ON identities (account);

CREATE TABLE idempotency_keys (
  key     BLOB PRIMARY KEY,
  request BLOB NOT NULL,
  results TEXT NOT NULL,
  expires INTEGER NOT NULL
, ledger TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires);

CREATE INDEX devices_by_app_id ON devices (deleted, app_id);

CREATE INDEX ended_by_target_end ON ended_follows (target, until);

CREATE TABLE webhooks (
  number              INTEGER PRIMARY KEY,
  id                  TEXT NOT NULL UNIQUE,
  -- A tenant; null for the administrator.
  owner               TEXT,
  url                 TEXT NOT NULL,
  description         TEXT NOT NULL,
  -- Lists of texts, as JSON.
  types               TEXT NOT NULL,
  accounts            TEXT NOT NULL,
  secret              BLOB NOT NULL,
  previous_secret     BLOB,
  previous_expires_at INTEGER,
  -- Its place in webhookStates of src/domain/webhook.ts, from 1.
  state               INTEGER NOT NULL,
  created_at          INTEGER NOT NULL,
  edited_at           INTEGER NOT NULL,
  -- A position of the ledger.
  delivered_to        INTEGER NOT NULL,
  failures            INTEGER NOT NULL,
  failing_since       INTEGER,
  next_attempt_at     INTEGER
) STRICT;

CREATE TABLE webhook_attempts (
  webhook     INTEGER NOT NULL,
  number      INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  attempt     INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  status      INTEGER,
  failed_step INTEGER,
  detail      TEXT NOT NULL,
  PRIMARY KEY (webhook, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX changes_from_search ON changes (position) WHERE search_id IS NOT NULL;

CREATE UNIQUE INDEX changes_by_time ON changes (at);

CREATE TABLE ledger_quarters (
  quarter    INTEGER PRIMARY KEY,
  followed   INTEGER NOT NULL,
  unfollowed INTEGER NOT NULL
) STRICT;

CREATE TABLE totals (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  accounts INTEGER NOT NULL,
  follows  INTEGER NOT NULL
) STRICT;

CREATE TRIGGER account_added AFTER INSERT ON accounts BEGIN
  UPDATE totals SET accounts = accounts + 1 WHERE id = 1;
END;

CREATE TRIGGER account_deleted AFTER UPDATE OF state ON accounts
WHEN old.state <> 3 AND new.state = 3 BEGIN
  UPDATE totals SET accounts = accounts - 1 WHERE id = 1;
END;

CREATE TABLE searches (
  minute INTEGER NOT NULL,
  device INTEGER NOT NULL REFERENCES devices (id),
  query  TEXT NOT NULL,
  count  INTEGER NOT NULL,
  PRIMARY KEY (minute, device, query)
) STRICT, WITHOUT ROWID;

CREATE TABLE moves (
  number INTEGER PRIMARY KEY CHECK (number = 1),
  mark   TEXT NOT NULL
) STRICT;

CREATE INDEX accounts_by_letters ON accounts (letters_key);

CREATE INDEX accounts_by_look ON accounts (look_key);

CREATE TABLE account_texts (
  number    INTEGER PRIMARY KEY CHECK (number = 1),
  rules     INTEGER NOT NULL,
  made_upto INTEGER
) STRICT;

CREATE TABLE callback_attempts (
  token_hash  BLOB NOT NULL,
  number      INTEGER NOT NULL,
  app_id      TEXT,
  follower    TEXT,
  followed_at INTEGER,
  attempt     INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  status      INTEGER,
  failed_step INTEGER,
  detail      TEXT NOT NULL,
  PRIMARY KEY (token_hash, number)
) STRICT, WITHOUT ROWID;
