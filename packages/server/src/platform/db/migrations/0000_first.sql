CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE TABLE "duplicate_group" (
	"operation_id" text NOT NULL,
	"position" integer NOT NULL,
	"file_hash" "bytea" NOT NULL,
	"size_bytes" bigint NOT NULL,
	"file_count" integer NOT NULL,
	"files" jsonb NOT NULL,
	CONSTRAINT "duplicate_group_operation_id_position_pk" PRIMARY KEY("operation_id","position")
);
--> statement-breakpoint
CREATE TABLE "file_record" (
	"id" bigint NOT NULL,
	"operation_id" text NOT NULL,
	"original_path" text NOT NULL,
	"original_path_bytes" "bytea",
	"new_path" text NOT NULL,
	"new_path_bytes" "bytea",
	"category" text NOT NULL,
	"mimetype" text NOT NULL,
	"status" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"file_hash" "bytea",
	"error_code" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "file_record_operation_id_id_pk" PRIMARY KEY("operation_id","id"),
	CONSTRAINT "file_record_status_check" CHECK ("file_record"."status" in ('planned', 'completed', 'skipped', 'failed'))
) PARTITION BY LIST ("operation_id");
--> statement-breakpoint
CREATE TABLE "file_record_rest" PARTITION OF "file_record" DEFAULT;
--> statement-breakpoint
CREATE TABLE "operation" (
	"id" text PRIMARY KEY NOT NULL,
	"engine_id" text,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "operation_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"type" text NOT NULL,
	"status" text NOT NULL,
	"dry_run" boolean DEFAULT false NOT NULL,
	"user_id" uuid,
	"root_id" uuid,
	"destination_root_id" uuid,
	"root_path" text NOT NULL,
	"destination_path" text,
	"options" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"plan_digest" text,
	"undoes" text,
	"files_scanned" bigint DEFAULT 0 NOT NULL,
	"files_planned" bigint DEFAULT 0 NOT NULL,
	"files_processed" bigint DEFAULT 0 NOT NULL,
	"files_completed" bigint DEFAULT 0 NOT NULL,
	"files_skipped" bigint DEFAULT 0 NOT NULL,
	"files_failed" bigint DEFAULT 0 NOT NULL,
	"duplicates_found" bigint DEFAULT 0 NOT NULL,
	"space_saved_bytes" bigint DEFAULT 0 NOT NULL,
	"bytes_processed" bigint DEFAULT 0 NOT NULL,
	"progress" jsonb,
	"result" jsonb,
	"error" jsonb,
	"waiting_for" text,
	"cancel_requested_at" timestamp with time zone,
	"worker_id" text,
	"lease_expires_at" timestamp with time zone,
	"fencing_token" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"queued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"records_loaded_at" timestamp with time zone,
	CONSTRAINT "operation_type_check" CHECK ("operation"."type" in ('scan', 'organize', 'deduplicate', 'rollback', 'purge')),
	CONSTRAINT "operation_status_check" CHECK ("operation"."status" in ('pending', 'running', 'planned', 'completed', 'completed_with_errors', 'failed', 'cancelled', 'interrupted', 'rolled_back'))
);
--> statement-breakpoint
CREATE TABLE "operation_problem" (
	"operation_id" text NOT NULL,
	"position" integer NOT NULL,
	"path" text NOT NULL,
	"code" text NOT NULL,
	"message" text NOT NULL,
	CONSTRAINT "operation_problem_operation_id_position_pk" PRIMARY KEY("operation_id","position")
);
--> statement-breakpoint
CREATE TABLE "api_key" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "app_user" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"preferences" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "app_user_role_check" CHECK ("app_user"."role" in ('administrator', 'member')),
	CONSTRAINT "app_user_email_check" CHECK (length("app_user"."email") between 3 and 254)
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invitation" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"email" text,
	"role" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "invitation_role_check" CHECK ("invitation"."role" in ('administrator', 'member'))
);
--> statement-breakpoint
CREATE TABLE "refresh_token" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"parent_hash" "bytea",
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"address" text NOT NULL,
	"user_agent" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "signing_key" (
	"id" text PRIMARY KEY NOT NULL,
	"secret" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"user_id" uuid,
	"action" text NOT NULL,
	"target" text,
	"outcome" text NOT NULL,
	"address" text NOT NULL,
	"request_id" text NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_key" (
	"user_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_hash" "bytea" NOT NULL,
	"status" integer,
	"headers" jsonb,
	"body" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_key_user_id_key_pk" PRIMARY KEY("user_id","key")
);
--> statement-breakpoint
CREATE TABLE "category" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"extensions" text[] NOT NULL,
	"keywords" text[] NOT NULL,
	"color" text NOT NULL,
	"icon" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "root" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"path" text NOT NULL,
	"kind" text NOT NULL,
	"owner_id" uuid,
	"quota_bytes" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "root_kind_check" CHECK ("root"."kind" in ('folder', 'inbox')),
	CONSTRAINT "root_path_check" CHECK ("root"."path" like '/%')
);
--> statement-breakpoint
CREATE TABLE "root_grant" (
	"root_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "root_grant_root_id_user_id_pk" PRIMARY KEY("root_id","user_id"),
	CONSTRAINT "root_grant_role_check" CHECK ("root_grant"."role" in ('viewer', 'proposer', 'approver'))
);
--> statement-breakpoint
ALTER TABLE "duplicate_group" ADD CONSTRAINT "duplicate_group_operation_id_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "public"."operation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "file_record" ADD CONSTRAINT "file_record_operation_id_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "public"."operation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_root_id_root_id_fk" FOREIGN KEY ("root_id") REFERENCES "public"."root"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_destination_root_id_root_id_fk" FOREIGN KEY ("destination_root_id") REFERENCES "public"."root"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_undoes_operation_id_fk" FOREIGN KEY ("undoes") REFERENCES "public"."operation"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operation_problem" ADD CONSTRAINT "operation_problem_operation_id_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "public"."operation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_created_by_app_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."app_user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refresh_token" ADD CONSTRAINT "refresh_token_session_id_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."session"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_key" ADD CONSTRAINT "idempotency_key_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "root" ADD CONSTRAINT "root_owner_id_app_user_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."app_user"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "root_grant" ADD CONSTRAINT "root_grant_root_id_root_id_fk" FOREIGN KEY ("root_id") REFERENCES "public"."root"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "root_grant" ADD CONSTRAINT "root_grant_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "file_record_operation_id_status_idx" ON "file_record" USING btree ("operation_id","status");--> statement-breakpoint
CREATE INDEX "file_record_operation_id_file_hash_idx" ON "file_record" USING btree ("operation_id","file_hash") WHERE "file_record"."file_hash" is not null;--> statement-breakpoint
CREATE INDEX "file_record_category_idx" ON "file_record" USING btree ("category");--> statement-breakpoint
CREATE INDEX "file_record_file_hash_idx" ON "file_record" USING btree ("file_hash") WHERE "file_record"."file_hash" is not null;--> statement-breakpoint
CREATE INDEX "file_record_new_path_idx" ON "file_record" USING btree (md5("new_path"));--> statement-breakpoint
CREATE UNIQUE INDEX "operation_number_key" ON "operation" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "operation_engine_id_key" ON "operation" USING btree ("engine_id");--> statement-breakpoint
CREATE INDEX "operation_user_id_created_at_idx" ON "operation" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "operation_created_at_idx" ON "operation" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "operation_root_id_created_at_idx" ON "operation" USING btree ("root_id","created_at");--> statement-breakpoint
CREATE INDEX "operation_destination_root_id_idx" ON "operation" USING btree ("destination_root_id");--> statement-breakpoint
CREATE INDEX "operation_undoes_idx" ON "operation" USING btree ("undoes") WHERE "operation"."undoes" is not null;--> statement-breakpoint
CREATE INDEX "operation_status_idx" ON "operation" USING btree ("status") WHERE "operation"."status" in ('pending', 'running', 'planned', 'interrupted', 'failed');--> statement-breakpoint
CREATE INDEX "api_key_user_id_idx" ON "api_key" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "api_key_token_hash_key" ON "api_key" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user" USING btree (lower("email"));--> statement-breakpoint
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "invitation_created_by_idx" ON "invitation" USING btree ("created_by");--> statement-breakpoint
CREATE INDEX "refresh_token_session_id_idx" ON "refresh_token" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "session_user_id_idx" ON "session" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "audit_event_user_id_idx" ON "audit_event" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "category_name_key" ON "category" USING btree (lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "root_path_key" ON "root" USING btree ("path") WHERE "root"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "root_owner_id_idx" ON "root" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "root_grant_user_id_idx" ON "root_grant" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "file_record_rest_path_search_idx" ON "file_record_rest" USING gin ("original_path" gin_trgm_ops, "new_path" gin_trgm_ops);
