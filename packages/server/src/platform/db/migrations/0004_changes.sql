CREATE TABLE "data_change" (
	"tag" text NOT NULL,
	"transaction_id" "xid8" NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "data_change_changed_at_idx" ON "data_change" USING btree ("changed_at");
--> statement-breakpoint
-- Says what changed: to those who listen, and for those who were away. Arguments: the kind of the tag, and the column
-- that tells one of its kind from another; without a column the tag is the kind.
create function kempt_tell_change() returns trigger language plpgsql as $$
declare
  tag text := tg_argv[0];
begin
  if tg_argv[1] = 'id' then
    tag := tag || ':' || case when tg_op = 'DELETE' then old.id else new.id end;
  elsif tg_argv[1] = 'user_id' then
    tag := tag || ':' || case when tg_op = 'DELETE' then old.user_id else new.user_id end;
  end if;
  insert into data_change (tag, transaction_id) values (tag, pg_current_xact_id());
  perform pg_notify('kempt_changes', tag);
  return null;
end
$$;
--> statement-breakpoint
create trigger app_user_changed
  after update of email, name, role, password_hash, preferences, disabled_at or delete on app_user
  for each row execute function kempt_tell_change('user', 'id');
--> statement-breakpoint
create trigger session_ended after update on session
  for each row when (new.revoked_at is distinct from old.revoked_at or new.expires_at < old.expires_at)
  execute function kempt_tell_change('user', 'user_id');
--> statement-breakpoint
create trigger session_removed after delete on session
  for each row execute function kempt_tell_change('user', 'user_id');
--> statement-breakpoint
create trigger api_key_changed after update of scopes, expires_at or delete on api_key
  for each row execute function kempt_tell_change('user', 'user_id');
--> statement-breakpoint
create trigger root_grant_changed after insert or update or delete on root_grant
  for each row execute function kempt_tell_change('user', 'user_id');
--> statement-breakpoint
create trigger root_changed after update or delete on root
  for each statement execute function kempt_tell_change('roots');
--> statement-breakpoint
create trigger category_changed after insert or update or delete on category
  for each statement execute function kempt_tell_change('categories');
--> statement-breakpoint
create trigger operation_changed after update or delete on operation
  for each row execute function kempt_tell_change('operation', 'id');
--> statement-breakpoint
create trigger operation_records_changed after update of status, records_loaded_at or delete on operation
  for each statement execute function kempt_tell_change('records');
