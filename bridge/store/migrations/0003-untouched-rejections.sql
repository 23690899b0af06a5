-- A rejection that left nothing behind under the command's key.
alter table command add column is_untouched boolean not null default false;
