-- A report says whether its operation was undone since, which is a matter of other operations.
create trigger operation_undone after insert or update of status on operation
  for each row when (new.undoes is not null) execute function kempt_tell_change('undone');
--> statement-breakpoint
-- Nobody can tell whose rows those were.
create trigger app_user_emptied after truncate on app_user execute function kempt_tell_change('all');
--> statement-breakpoint
create trigger session_emptied after truncate on session execute function kempt_tell_change('all');
--> statement-breakpoint
create trigger api_key_emptied after truncate on api_key execute function kempt_tell_change('all');
--> statement-breakpoint
create trigger root_grant_emptied after truncate on root_grant execute function kempt_tell_change('all');
--> statement-breakpoint
create trigger root_emptied after truncate on root execute function kempt_tell_change('all');
--> statement-breakpoint
create trigger category_emptied after truncate on category execute function kempt_tell_change('all');
--> statement-breakpoint
create trigger operation_emptied after truncate on operation execute function kempt_tell_change('all');
