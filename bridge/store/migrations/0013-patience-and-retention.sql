-- Since when a command has met the same fault again and again.
alter table command add column fault_since timestamptz;

-- What is kept for a while only, found by its age.
alter table event_body add column stored_at timestamptz not null default throughline_now();
create index event_body_age on event_body (stored_at);
create index call_age on call (ended_at) where ended_at is not null;
create index exception_age on exception (resolved_at) where resolved_at is not null;
