-- The node that writes a dirty row now; its claim ends with not_before.
alter table projection add column claimed_by text;
-- The run that wants to hear when this version, or a later one, stands in the CRM.
alter table projection add column told_run text;
alter table projection add column told_version bigint;
