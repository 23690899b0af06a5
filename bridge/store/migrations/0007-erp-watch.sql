-- What each watched record of the ERP said when it was read last; the next reading is compared with it.
create table erp_record (
  pairing text not null,
  type text not null,
  record_id text not null,
  key text not null,
  hash text not null,
  origin text,
  read_at timestamptz not null,
  primary key (pairing, type, record_id)
);
create index erp_record_key on erp_record (pairing, key);

-- An engagement that somebody in the ERP holds: none of its commands is claimed until it is released.
create table engagement_hold (
  pairing text not null,
  engagement_id text not null,
  held_by text not null,
  held_at timestamptz not null,
  primary key (pairing, engagement_id)
);

-- Reading what changed and writing what the tab shows are calls too, and take slots.
alter table call drop constraint call_kind_check;
alter table call add constraint call_kind_check check (kind in ('post', 'find', 'reference', 'watch', 'state'));
