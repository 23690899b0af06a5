-- No answer proves that nothing was made: what was refused is undone like what was made, and the ledger keeps that.
alter table command drop column is_untouched;
