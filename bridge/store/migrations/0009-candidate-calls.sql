-- Looking for customers that are alike is a call too, and takes a slot. The other kinds are those of all readings.
alter table call drop constraint call_kind_check;
alter table call add constraint call_kind_check
  check (kind in ('post', 'find', 'reference', 'watch', 'state', 'candidates'));
