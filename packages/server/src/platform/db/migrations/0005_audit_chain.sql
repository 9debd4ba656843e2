CREATE TABLE "audit_head" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"last_id" bigint NOT NULL,
	"last_hash" "bytea" NOT NULL,
	CONSTRAINT "audit_head_only_check" CHECK ("audit_head"."only")
);
--> statement-breakpoint
ALTER TABLE "audit_event" ALTER COLUMN "id" DROP IDENTITY;--> statement-breakpoint
ALTER TABLE "audit_event" ALTER COLUMN "created_at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "audit_event" ALTER COLUMN "address" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_event" ALTER COLUMN "request_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_event" ADD COLUMN "actor" text;--> statement-breakpoint
ALTER TABLE "audit_event" ADD COLUMN "api_key_id" uuid;--> statement-breakpoint
ALTER TABLE "audit_event" ADD COLUMN "target_kind" text;--> statement-breakpoint
ALTER TABLE "audit_event" ADD COLUMN "user_agent" text;--> statement-breakpoint
ALTER TABLE "audit_event" ADD COLUMN "previous_hash" "bytea";--> statement-breakpoint
ALTER TABLE "audit_event" ADD COLUMN "hash" "bytea";--> statement-breakpoint
-- By hand from here to the next mark. A field with its length before it: two entries that differ never look the same.
CREATE FUNCTION "public"."audit_field"("value" text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
	RETURN coalesce(octet_length(convert_to("value", 'UTF8'))::text || ':' || "value", '-') || ',';
--> statement-breakpoint
-- The hash of an entry. src/platform/audit/hash-entry.ts computes the same.
CREATE FUNCTION "public"."audit_hash"("entry" "public"."audit_event") RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
	RETURN sha256(convert_to(
		'kempt-audit-1,'
		|| "public"."audit_field"(("entry")."id"::text)
		|| "public"."audit_field"(to_char(("entry")."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
		|| "public"."audit_field"(("entry")."actor")
		|| "public"."audit_field"(("entry")."user_id"::text)
		|| "public"."audit_field"(("entry")."api_key_id"::text)
		|| "public"."audit_field"(("entry")."action")
		|| "public"."audit_field"(("entry")."target_kind")
		|| "public"."audit_field"(("entry")."target")
		|| "public"."audit_field"(("entry")."outcome")
		|| "public"."audit_field"(("entry")."address")
		|| "public"."audit_field"(("entry")."user_agent")
		|| "public"."audit_field"(("entry")."request_id")
		|| "public"."audit_field"(("entry")."details"::text)
		|| "public"."audit_field"(encode(("entry")."previous_hash", 'hex')),
		'UTF8'
	));
--> statement-breakpoint
-- Entries from before the chain become its beginning, in the order of their numbers.
DO $$
DECLARE
	old record;
	place bigint := 0;
	newest bytea := decode(repeat('00', 32), 'hex');
BEGIN
	FOR old IN SELECT "id" FROM "public"."audit_event" ORDER BY "id" LOOP
		place := place + 1;
		UPDATE "public"."audit_event"
			SET "id" = place, "previous_hash" = newest,
				"actor" = CASE WHEN "user_id" IS NULL THEN 'nobody' ELSE 'user' END
			WHERE "id" = old."id";
		UPDATE "public"."audit_event" AS "entry" SET "hash" = "public"."audit_hash"("entry") WHERE "id" = place
			RETURNING "hash" INTO newest;
	END LOOP;
	INSERT INTO "public"."audit_head" ("last_id", "last_hash") VALUES (place, newest);
END $$;
--> statement-breakpoint
-- Whatever is inserted gets the next place in the chain. The head stays locked until the transaction ends, so that there
-- is one chain whoever writes; whoever falls asleep meanwhile is cut off, so that nobody waits for long.
CREATE FUNCTION "public"."audit_append"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	head "public"."audit_head";
BEGIN
	PERFORM set_config('idle_in_transaction_session_timeout', '10s', true);
	SELECT * INTO STRICT head FROM "public"."audit_head" FOR UPDATE;
	NEW."id" := head."last_id" + 1;
	NEW."created_at" := clock_timestamp();
	NEW."previous_hash" := head."last_hash";
	NEW."hash" := "public"."audit_hash"(NEW);
	UPDATE "public"."audit_head" SET "last_id" = NEW."id", "last_hash" = NEW."hash";
	RETURN NEW;
END $$;
--> statement-breakpoint
CREATE FUNCTION "public"."audit_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'The audit log is only ever appended to: no % of %.', lower(TG_OP), TG_TABLE_NAME
		USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER "audit_event_append" BEFORE INSERT ON "public"."audit_event"
	FOR EACH ROW EXECUTE FUNCTION "public"."audit_append"();--> statement-breakpoint
CREATE TRIGGER "audit_event_keep" BEFORE UPDATE OR DELETE OR TRUNCATE ON "public"."audit_event"
	FOR EACH STATEMENT EXECUTE FUNCTION "public"."audit_refuse"();--> statement-breakpoint
CREATE TRIGGER "audit_head_keep" BEFORE INSERT OR DELETE OR TRUNCATE ON "public"."audit_head"
	FOR EACH STATEMENT EXECUTE FUNCTION "public"."audit_refuse"();--> statement-breakpoint
-- The head moves with an entry, which is when one trigger runs inside another one, and never by itself.
CREATE TRIGGER "audit_head_follow" BEFORE UPDATE ON "public"."audit_head"
	FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION "public"."audit_refuse"();--> statement-breakpoint
-- By hand up to here.
ALTER TABLE "audit_event" ALTER COLUMN "actor" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_event" ALTER COLUMN "previous_hash" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_event" ALTER COLUMN "hash" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "audit_event_action_idx" ON "audit_event" USING btree ("action","id");--> statement-breakpoint
CREATE INDEX "audit_event_outcome_idx" ON "audit_event" USING btree ("outcome","id") WHERE "audit_event"."outcome" <> 'allowed';--> statement-breakpoint
CREATE INDEX "audit_event_target_idx" ON "audit_event" USING btree ("target","id") WHERE "audit_event"."target" is not null;--> statement-breakpoint
CREATE INDEX "audit_event_created_at_idx" ON "audit_event" USING btree ("created_at");--> statement-breakpoint
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_actor_check" CHECK ("audit_event"."actor" in ('user', 'api_key', 'system', 'nobody'));--> statement-breakpoint
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_outcome_check" CHECK ("audit_event"."outcome" in ('allowed', 'denied', 'failed'));--> statement-breakpoint
-- Not of those that are there already.
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_details_check" CHECK (octet_length("audit_event"."details"::text) <= 8192) NOT VALID;
