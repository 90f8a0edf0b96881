-- schema_version 16

CREATE TABLE account_grams (
  gram text COLLATE "C" NOT NULL,
  field integer NOT NULL,
  account bigint NOT NULL,
  b integer NOT NULL,
  CONSTRAINT account_grams_pkey PRIMARY KEY (gram, field, account, b)
);

CREATE TABLE account_texts (
  b integer NOT NULL,
  rules integer NOT NULL,
  made_upto text COLLATE "C",
  CONSTRAINT account_texts_pkey PRIMARY KEY (b)
);

CREATE TABLE accounts (
  b integer NOT NULL,
  id bigint NOT NULL,
  username text COLLATE "C" NOT NULL,
  nickname text COLLATE "C" NOT NULL,
  name_key text COLLATE "C" NOT NULL,
  head_url text COLLATE "C" NOT NULL,
  signature text COLLATE "C" NOT NULL,
  cover_img_url text COLLATE "C" NOT NULL,
  live_cover_img_url text COLLATE "C" NOT NULL,
  country text COLLATE "C" NOT NULL,
  province text COLLATE "C" NOT NULL,
  city text COLLATE "C" NOT NULL,
  sex integer NOT NULL,
  anchor_status_flag bigint NOT NULL,
  state integer NOT NULL DEFAULT 1,
  letters_key text COLLATE "C" NOT NULL DEFAULT ''::text,
  look_key text COLLATE "C" NOT NULL DEFAULT ''::text,
  CONSTRAINT accounts_b_username_key UNIQUE (b, username),
  CONSTRAINT accounts_pkey PRIMARY KEY (b, id)
);
CREATE INDEX accounts_by_letters ON public.accounts USING btree (letters_key);
CREATE INDEX accounts_by_look ON public.accounts USING btree (look_key);
CREATE INDEX accounts_by_name ON public.accounts USING btree (name_key, id);
CREATE INDEX accounts_in_order ON public.accounts USING btree (username);

CREATE TABLE blocks (
  b integer NOT NULL,
  blocker bigint NOT NULL,
  blocked bigint NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT blocks_pkey PRIMARY KEY (b, blocker, blocked)
);

CREATE TABLE callback_attempts (
  b integer NOT NULL,
  token_hash bytea NOT NULL,
  number bigint NOT NULL,
  app_id text COLLATE "C",
  follower text COLLATE "C",
  followed_at bigint,
  attempt integer NOT NULL,
  at bigint NOT NULL,
  duration_ms bigint NOT NULL,
  status integer,
  failed_step integer,
  detail text COLLATE "C" NOT NULL,
  CONSTRAINT callback_attempts_pkey PRIMARY KEY (b, token_hash, number)
);

CREATE TABLE callbacks (
  b integer NOT NULL,
  token_hash bytea NOT NULL,
  url text COLLATE "C" NOT NULL,
  delivered_to bigint NOT NULL,
  failures integer NOT NULL DEFAULT 0,
  failing_since bigint,
  next_attempt_at bigint,
  taken_at bigint,
  CONSTRAINT callbacks_pkey PRIMARY KEY (b, token_hash)
);

CREATE TABLE changes (
  b integer NOT NULL,
  position bigint NOT NULL,
  at bigint NOT NULL,
  type integer NOT NULL,
  follower bigint NOT NULL,
  target bigint NOT NULL,
  role_type integer NOT NULL,
  device bigint,
  search_id text COLLATE "C",
  doc_id text COLLATE "C",
  query text COLLATE "C",
  cause integer NOT NULL DEFAULT 1,
  CONSTRAINT changes_pkey PRIMARY KEY (b, "position")
);
CREATE UNIQUE INDEX changes_by_time ON public.changes USING btree (b, at);
CREATE INDEX changes_from_search ON public.changes USING btree (b, "position") WHERE (search_id IS NOT NULL);

CREATE TABLE devices (
  b integer NOT NULL,
  id bigint NOT NULL,
  app_id text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  online integer NOT NULL DEFAULT 1,
  deleted integer NOT NULL DEFAULT 0,
  CONSTRAINT devices_b_app_id_key UNIQUE (b, app_id),
  CONSTRAINT devices_pkey PRIMARY KEY (b, id)
);
CREATE INDEX devices_by_app_id ON public.devices USING btree (b, deleted, app_id);
CREATE INDEX devices_by_tenant ON public.devices USING btree (b, tenant, id);

CREATE TABLE ended_followers (
  b integer NOT NULL,
  target bigint NOT NULL,
  follower bigint NOT NULL,
  since bigint NOT NULL,
  until bigint NOT NULL,
  CONSTRAINT ended_followers_pkey PRIMARY KEY (b, target, follower, since)
);
CREATE INDEX ended_by_target ON public.ended_followers USING btree (b, target, since, until, follower);
CREATE INDEX ended_by_target_end ON public.ended_followers USING btree (b, target, until);

CREATE TABLE ended_follows (
  b integer NOT NULL,
  follower bigint NOT NULL,
  target bigint NOT NULL,
  since bigint NOT NULL,
  until bigint NOT NULL,
  cause integer NOT NULL DEFAULT 1,
  CONSTRAINT ended_follows_pkey PRIMARY KEY (b, follower, target, since)
);
CREATE INDEX ended_by_follower ON public.ended_follows USING btree (b, follower, since, until, target);

CREATE TABLE follower_counts (
  b integer NOT NULL,
  account bigint NOT NULL,
  slot integer NOT NULL,
  n bigint NOT NULL,
  gained bigint NOT NULL DEFAULT 0,
  CONSTRAINT follower_counts_pkey PRIMARY KEY (b, account, slot)
) WITH (fillfactor=80);

CREATE TABLE followers (
  b integer NOT NULL,
  target bigint NOT NULL,
  at bigint NOT NULL,
  follower bigint NOT NULL,
  CONSTRAINT followers_pkey PRIMARY KEY (b, target, at, follower)
);

CREATE TABLE following_counts (
  b integer NOT NULL,
  account bigint NOT NULL,
  n bigint NOT NULL,
  CONSTRAINT following_counts_n_check CHECK ((n >= 0)),
  CONSTRAINT following_counts_pkey PRIMARY KEY (b, account)
) WITH (fillfactor=80);

CREATE TABLE follows (
  b integer NOT NULL,
  follower bigint NOT NULL,
  target bigint NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT follows_pkey PRIMARY KEY (b, follower, target)
);
CREATE INDEX following_order ON public.follows USING btree (b, follower, at, target);

CREATE TABLE head (
  b integer NOT NULL,
  position bigint NOT NULL,
  at bigint NOT NULL,
  accounts bigint NOT NULL,
  devices bigint NOT NULL,
  writes bigint NOT NULL DEFAULT 0,
  closed integer NOT NULL DEFAULT 0,
  ledger text COLLATE "C" NOT NULL DEFAULT ''::text,
  takes_bare integer NOT NULL DEFAULT 1,
  home bigint NOT NULL DEFAULT 0,
  CONSTRAINT head_pkey PRIMARY KEY (b)
) WITH (fillfactor=10);

CREATE TABLE hidden_followers (
  b integer NOT NULL,
  target bigint NOT NULL,
  follower bigint NOT NULL,
  CONSTRAINT hidden_followers_pkey PRIMARY KEY (b, target, follower)
);

CREATE TABLE hidden_follows (
  b integer NOT NULL,
  follower bigint NOT NULL,
  target bigint NOT NULL,
  CONSTRAINT hidden_follows_pkey PRIMARY KEY (b, follower, target)
);

CREATE TABLE idempotency_keys (
  b integer NOT NULL,
  key bytea NOT NULL,
  request bytea NOT NULL,
  results text NOT NULL,
  expires bigint NOT NULL,
  ledger text COLLATE "C" NOT NULL DEFAULT ''::text,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (b, key)
);
CREATE INDEX idempotency_keys_by_expiry ON public.idempotency_keys USING btree (b, expires);

CREATE TABLE identities (
  b integer NOT NULL,
  device bigint NOT NULL,
  account bigint NOT NULL,
  username text COLLATE "C" NOT NULL,
  role_type integer NOT NULL,
  CONSTRAINT identities_pkey PRIMARY KEY (b, device, account, role_type)
);
CREATE INDEX identities_by_account ON public.identities USING btree (b, account);

CREATE TABLE leases (
  b integer NOT NULL,
  name text COLLATE "C" NOT NULL,
  holder text COLLATE "C" NOT NULL,
  until bigint NOT NULL,
  CONSTRAINT leases_pkey PRIMARY KEY (b, name)
);

CREATE TABLE ledger_quarters (
  b integer NOT NULL,
  quarter bigint NOT NULL,
  followed bigint NOT NULL,
  unfollowed bigint NOT NULL,
  CONSTRAINT ledger_quarters_pkey PRIMARY KEY (b, quarter)
);

CREATE TABLE moves (
  b integer NOT NULL,
  mark text COLLATE "C" NOT NULL,
  CONSTRAINT moves_pkey PRIMARY KEY (b)
);

CREATE TABLE outcomes (
  b integer NOT NULL,
  key bytea NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT outcomes_pkey PRIMARY KEY (b, key)
);
CREATE INDEX outcomes_by_time ON public.outcomes USING btree (b, at);

CREATE TABLE schema_version (
  b integer NOT NULL,
  version integer NOT NULL,
  CONSTRAINT schema_version_pkey PRIMARY KEY (b)
);

CREATE TABLE searches (
  b integer NOT NULL,
  minute bigint NOT NULL,
  device bigint NOT NULL,
  query text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  CONSTRAINT searches_pkey PRIMARY KEY (b, minute, device, query)
);

CREATE TABLE secrets (
  b integer NOT NULL,
  name text COLLATE "C" NOT NULL,
  value bytea NOT NULL,
  CONSTRAINT secrets_pkey PRIMARY KEY (b, name)
);

CREATE TABLE tokens (
  b integer NOT NULL,
  hash bytea NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  label text COLLATE "C" NOT NULL DEFAULT ''::text,
  last_four text COLLATE "C" NOT NULL DEFAULT ''::text,
  created_at bigint NOT NULL DEFAULT 0,
  expires_at bigint,
  suspended integer NOT NULL DEFAULT 0,
  CONSTRAINT tokens_pkey PRIMARY KEY (b, hash)
);

CREATE TABLE totals (
  b integer NOT NULL,
  accounts bigint NOT NULL,
  follows bigint NOT NULL,
  CONSTRAINT totals_pkey PRIMARY KEY (b)
) WITH (fillfactor=10);

CREATE TABLE webhook_attempts (
  b integer NOT NULL,
  webhook bigint NOT NULL,
  number bigint NOT NULL,
  position bigint NOT NULL,
  attempt integer NOT NULL,
  at bigint NOT NULL,
  duration_ms bigint NOT NULL,
  status integer,
  failed_step integer,
  detail text COLLATE "C" NOT NULL,
  CONSTRAINT webhook_attempts_pkey PRIMARY KEY (b, webhook, number)
);

CREATE TABLE webhooks (
  b integer NOT NULL,
  number bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  owner text COLLATE "C",
  url text COLLATE "C" NOT NULL,
  description text COLLATE "C" NOT NULL,
  types text COLLATE "C" NOT NULL,
  accounts text COLLATE "C" NOT NULL,
  secret bytea NOT NULL,
  previous_secret bytea,
  previous_expires_at bigint,
  state integer NOT NULL,
  created_at bigint NOT NULL,
  edited_at bigint NOT NULL,
  delivered_to bigint NOT NULL,
  failures integer NOT NULL,
  failing_since bigint,
  next_attempt_at bigint,
  CONSTRAINT webhooks_b_id_key UNIQUE (b, id),
  CONSTRAINT webhooks_pkey PRIMARY KEY (b, number)
);
