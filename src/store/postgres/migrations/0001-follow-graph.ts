/**
 * Every table is keyed by the bucket `b` first (src/store/bucket.ts), so that a cluster can be
 * distributed by it. A follow has its row in its follower's bucket, and its mirror in its target's;
 * what belongs to no account is in bucket 0. Text compares by its bytes, as in SQLite. Ids and times
 * are made by this program.
 */
export const followGraph = {
  number: 1,
  name: 'follow-graph',
  sql: `
    -- One row: the ledger's last position and time, and how many accounts and devices there ever were.
    -- Locked first by every write that is decided on what it reads.
    CREATE TABLE head (
      b        integer PRIMARY KEY,
      position bigint NOT NULL,
      at       bigint NOT NULL,
      accounts bigint NOT NULL,
      devices  bigint NOT NULL
    ) WITH (fillfactor = 10);
    INSERT INTO head (b, position, at, accounts, devices) VALUES (0, 0, 0, 0, 0);

    -- The transactions that were committed lately, by a random key of each: a process that lost its
    -- connection at the commit finds out here what became of it.
    CREATE TABLE outcomes (
      b   integer NOT NULL,
      key bytea NOT NULL,
      at  bigint NOT NULL,
      PRIMARY KEY (b, key)
    );
    CREATE INDEX outcomes_by_time ON outcomes (b, at);

    -- What one process at a time may do, and which one until when (wall clock).
    CREATE TABLE leases (
      b      integer NOT NULL,
      name   text COLLATE "C" NOT NULL,
      holder text COLLATE "C" NOT NULL,
      until  bigint NOT NULL,
      PRIMARY KEY (b, name)
    );

    CREATE TABLE secrets (
      b     integer NOT NULL,
      name  text COLLATE "C" NOT NULL,
      value bytea NOT NULL,
      PRIMARY KEY (b, name)
    );

    CREATE TABLE tokens (
      b      integer NOT NULL,
      hash   bytea NOT NULL,
      tenant text COLLATE "C" NOT NULL,
      PRIMARY KEY (b, hash)
    );

    CREATE TABLE devices (
      b      integer NOT NULL,
      id     bigint NOT NULL,
      app_id text COLLATE "C" NOT NULL,
      tenant text COLLATE "C" NOT NULL,
      online integer NOT NULL DEFAULT 1,
      PRIMARY KEY (b, id),
      UNIQUE (b, app_id)
    );
    CREATE INDEX devices_by_tenant ON devices (b, tenant, id);

    -- Where a token's owner is told of new followers; delivered_to is a time of the ledger.
    CREATE TABLE callbacks (
      b            integer NOT NULL,
      token_hash   bytea NOT NULL,
      url          text COLLATE "C" NOT NULL,
      delivered_to bigint NOT NULL,
      PRIMARY KEY (b, token_hash)
    );

    -- b: that of the username. id: makes its bucket known too, and rises with the account's age.
    CREATE TABLE accounts (
      b                  integer NOT NULL,
      id                 bigint NOT NULL,
      username           text COLLATE "C" NOT NULL,
      nickname           text COLLATE "C" NOT NULL,
      -- The nickname as searches compare it: src/text/folding.ts.
      name_key           text COLLATE "C" NOT NULL,
      head_url           text COLLATE "C" NOT NULL,
      signature          text COLLATE "C" NOT NULL,
      cover_img_url      text COLLATE "C" NOT NULL,
      live_cover_img_url text COLLATE "C" NOT NULL,
      country            text COLLATE "C" NOT NULL,
      province           text COLLATE "C" NOT NULL,
      city               text COLLATE "C" NOT NULL,
      sex                integer NOT NULL,
      anchor_status_flag bigint NOT NULL,
      PRIMARY KEY (b, id),
      UNIQUE (b, username)
    );
    CREATE INDEX accounts_in_order ON accounts (username);
    CREATE INDEX accounts_by_name ON accounts (name_key, id);

    -- What stands inside nicknames (field 1) and signatures (field 2), as the n-grams of
    -- store/search-grams.ts and their beginnings. b: that of the account. Read across buckets, in the
    -- order of accounts.
    CREATE TABLE account_grams (
      gram    text COLLATE "C" NOT NULL,
      field   integer NOT NULL,
      account bigint NOT NULL,
      b       integer NOT NULL,
      PRIMARY KEY (gram, field, account, b)
    );

    -- An account's name never changes, so who is hosted is told by it.
    CREATE TABLE identities (
      b         integer NOT NULL,
      device    bigint NOT NULL,
      account   bigint NOT NULL,
      username  text COLLATE "C" NOT NULL,
      role_type integer NOT NULL,
      PRIMARY KEY (b, device, account, role_type)
    );

    -- Live follows; b of the follower. The ledger times are unique, so (follower, at) is the following
    -- list's order.
    CREATE TABLE follows (
      b        integer NOT NULL,
      follower bigint NOT NULL,
      target   bigint NOT NULL,
      at       bigint NOT NULL,
      PRIMARY KEY (b, follower, target)
    );
    CREATE INDEX following_order ON follows (b, follower, at, target);

    -- The mirror of follows, keyed in the order of the followers list; b of the target.
    CREATE TABLE followers (
      b        integer NOT NULL,
      target   bigint NOT NULL,
      at       bigint NOT NULL,
      follower bigint NOT NULL,
      PRIMARY KEY (b, target, at, follower)
    );

    -- Follows that have ended, from both sides; b of the follower, and of the target.
    CREATE TABLE ended_follows (
      b        integer NOT NULL,
      follower bigint NOT NULL,
      target   bigint NOT NULL,
      since    bigint NOT NULL,
      until    bigint NOT NULL,
      PRIMARY KEY (b, follower, target, since)
    );
    CREATE TABLE ended_followers (
      b        integer NOT NULL,
      target   bigint NOT NULL,
      follower bigint NOT NULL,
      since    bigint NOT NULL,
      until    bigint NOT NULL,
      PRIMARY KEY (b, target, follower, since)
    );
    CREATE INDEX ended_by_target ON ended_followers (b, target, since, until, follower);

    -- Rows of their own, since one row for both would make mutual follows wait for each other.
    CREATE TABLE following_counts (
      b       integer NOT NULL,
      account bigint NOT NULL,
      n       bigint NOT NULL CHECK (n >= 0),
      PRIMARY KEY (b, account)
    ) WITH (fillfactor = 80);
    -- An account's followers are the sum over its slots. Only slot 0 is used while the ledger has one
    -- head, which lets one writer at a time at the counts.
    CREATE TABLE follower_counts (
      b       integer NOT NULL,
      account bigint NOT NULL,
      slot    integer NOT NULL,
      n       bigint NOT NULL,
      PRIMARY KEY (b, account, slot)
    ) WITH (fillfactor = 80);

    -- The ledger. b: its partition, of which there is one. type: 1 followed, 2 unfollowed.
    CREATE TABLE changes (
      b         integer NOT NULL,
      position  bigint NOT NULL,
      at        bigint NOT NULL,
      type      integer NOT NULL,
      follower  bigint NOT NULL,
      target    bigint NOT NULL,
      role_type integer NOT NULL,
      device    bigint,
      search_id text COLLATE "C",
      doc_id    text COLLATE "C",
      query     text COLLATE "C",
      PRIMARY KEY (b, position)
    );
  `,
} as const;
