-- What keeps a run from going on now, as its workflow was told last; the version makes each telling an event of its own.
alter table run add column condition jsonb not null default '{"kind":"none"}';
alter table run add column condition_version bigint not null default 0;
create index run_going on run (pairing, run_id) where status = 'running';
