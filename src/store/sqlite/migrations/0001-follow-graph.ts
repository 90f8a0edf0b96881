/**
 * Accounts are interned: every table of follows holds small integers, which keeps a follow and its
 * mirror near 36 bytes. `STRICT` makes a wrong type an error; `WITHOUT ROWID` stores a row in its key.
 */
export const followGraph = {
  number: 1,
  name: 'follow-graph',
  sql: `
    -- One row: the ledger's last position and time. Locked first by every write of follows.
    CREATE TABLE head (
      id       INTEGER PRIMARY KEY CHECK (id = 1),
      position INTEGER NOT NULL,
      at       INTEGER NOT NULL
    ) STRICT;
    INSERT INTO head (id, position, at) VALUES (1, 0, 0);

    -- Keys that this instance seals cursors and search results with.
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
      tenant TEXT NOT NULL,
      online INTEGER NOT NULL DEFAULT 1
    ) STRICT;
    CREATE INDEX devices_by_tenant ON devices (tenant);

    -- Where a token's owner is told of new followers; delivered_to is a time of the ledger.
    CREATE TABLE callbacks (
      token_hash   BLOB PRIMARY KEY REFERENCES tokens (hash),
      url          TEXT NOT NULL,
      delivered_to INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

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
    ) STRICT;
    CREATE INDEX accounts_by_name ON accounts (name_key, id);

    -- What stands inside nicknames and signatures, as the n-grams of store/search-grams.ts. rowid is
    -- the account's id. A gram is 5 hexadecimal digits a character, which the tokenizer leaves whole;
    -- the prefix indexes answer a gram cut short to one or two characters.
    CREATE VIRTUAL TABLE account_grams USING fts5 (
      nickname, signature,
      content = '', contentless_delete = 1, tokenize = 'unicode61', prefix = '5 10'
    );

    CREATE TABLE identities (
      device    INTEGER NOT NULL REFERENCES devices (id),
      account   INTEGER NOT NULL REFERENCES accounts (id),
      role_type INTEGER NOT NULL,
      PRIMARY KEY (device, account, role_type)
    ) STRICT, WITHOUT ROWID;

    -- Live follows. The ledger times are unique, so (follower, at) is the following list's order.
    CREATE TABLE follows (
      follower INTEGER NOT NULL,
      target   INTEGER NOT NULL,
      at       INTEGER NOT NULL,
      PRIMARY KEY (follower, target)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX following_order ON follows (follower, at);

    -- The mirror of follows, keyed in the order of the followers list.
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

    -- The ledger. type: 1 followed, 2 unfollowed.
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
    ) STRICT;
  `,
} as const;
