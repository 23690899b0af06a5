-- Of the attempts of one engagement at most one lives or stands; two nodes that begin two at once cannot both.
create unique index run_living on run (engagement_id, workflow) where status in ('running', 'done', 'failed');
