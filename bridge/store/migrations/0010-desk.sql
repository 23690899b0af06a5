-- Keys of one-time sign-in links, by hash; a used one stays until it would have expired, so that it is refused for what it is.
create table sign_in_key (
  key_hash text primary key,
  role text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- People who have signed in at the console, by the hash of their cookie.
create table session (
  session_hash text primary key,
  role text not null,
  started_at timestamptz not null,
  expires_at timestamptz not null
);

-- What people did: who, what, when, to what, why. Append-only; the same act on the same occasion has the same id.
create table act (
  sequence bigint generated always as identity primary key,
  act_id text not null unique,
  pairing text not null,
  kind text not null,
  run_id text,
  exception_id bigint,
  actor text not null,
  comment text,
  detail jsonb,
  correlation_id text not null,
  acted_at timestamptz not null
);
create index act_run on act (run_id, sequence) where run_id is not null;

alter table exception add column resolved_by text, add column comment text;
create index exception_open_code on exception (code, exception_id) where resolved_at is null;
create index run_status on run (status, changed_at, run_id);
