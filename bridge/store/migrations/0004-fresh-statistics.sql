-- A claim costs its batch only while the planner knows roughly how much waits. By default the database counts anew when
-- a tenth of the table has changed, which a backlog beside a long history never is.
alter table command set (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000);
