-- The transaction that wrote a row. Below the oldest transaction that still runs nothing can appear any more, so a range
-- of these numbers names a set of rows for ever; that is what a seal covers. The index costs a writer next to nothing,
-- since the numbers grow with the table.
alter table event add column accepted_xid bigint not null default pg_current_xact_id()::text::bigint;
create index event_xid on event using brin (accepted_xid) with (pages_per_range = 16, autosummarize = on);
alter table act add column acted_xid bigint not null default pg_current_xact_id()::text::bigint;
create index act_xid on act using brin (acted_xid) with (pages_per_range = 16, autosummarize = on);

-- One block of the chain: the Merkle root over its entries, and its hash over the block before.
create table seal (
  pairing text not null,
  height bigint not null,
  from_xid bigint not null,
  to_xid bigint not null,
  entry_count integer not null,
  root text not null,
  previous_hash text not null,
  hash text not null,
  sealed_at timestamptz not null,
  primary key (pairing, height)
);

-- What is sealed, in one shape: the headers of events with the hash of their content, and what people did.
create view audit_entry as
select pairing, accepted_xid as xid, 'event' as kind, sequence, event_id as entry_id, jsonb_build_array(
    'event', sequence::text, event_id, content_hash, pairing, source, id, type, engagement_id, run_id, generation,
    correlation_id, causation_id, instant_text(occurred_at), instant_text(accepted_at)
  ) as entry
from event join identity using (event_id)
union all
select pairing, acted_xid, 'act', sequence, act_id, jsonb_build_array(
    'act', sequence::text, act_id, pairing, kind, run_id, exception_id::text, actor, comment, detail, correlation_id,
    instant_text(acted_at)
  )
from act;
