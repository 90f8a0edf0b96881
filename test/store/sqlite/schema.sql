PRAGMA user_version = 1;

CREATE TABLE head (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL,
  at       INTEGER NOT NULL
) STRICT;

CREATE TABLE secrets (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  hash   BLOB PRIMARY KEY,
  tenant TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
  id     INTEGER PRIMARY KEY,
  app_id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL
) STRICT;

CREATE TABLE accounts (
  id                 INTEGER PRIMARY KEY,
  username           TEXT NOT NULL UNIQUE,
  nickname           TEXT NOT NULL,
  head_url           TEXT NOT NULL,
  signature          TEXT NOT NULL,
  cover_img_url      TEXT NOT NULL,
  live_cover_img_url TEXT NOT NULL,
  country            TEXT NOT NULL,
  province           TEXT NOT NULL,
  city               TEXT NOT NULL,
  sex                INTEGER NOT NULL,
  anchor_status_flag INTEGER NOT NULL
) STRICT;

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
  until    INTEGER NOT NULL,
  PRIMARY KEY (follower, target, since)
) STRICT, WITHOUT ROWID;

CREATE INDEX ended_by_target ON ended_follows (target, since);

CREATE TABLE counts (
  account   INTEGER PRIMARY KEY,
  followers INTEGER NOT NULL CHECK (followers >= 0),
  following INTEGER NOT NULL CHECK (following >= 0)
) STRICT;

CREATE TABLE changes (
  position  INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  type      INTEGER NOT NULL,
  follower  INTEGER NOT NULL,
  target    INTEGER NOT NULL,
  role_type INTEGER NOT NULL,
  device    INTEGER,
  search_id TEXT,
  doc_id    TEXT
) STRICT;
