CREATE TABLE "category_extension" (
	"extension" text PRIMARY KEY NOT NULL,
	"category_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "root_usage" (
	"root_id" uuid PRIMARY KEY NOT NULL,
	"used_bytes" bigint NOT NULL,
	"measured_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "upload" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"root_id" uuid NOT NULL,
	"path" text NOT NULL,
	"size_bytes" bigint,
	"reserved_bytes" bigint NOT NULL,
	"offset_bytes" bigint DEFAULT 0 NOT NULL,
	"device" text,
	"inode" text,
	"mtime" text,
	"stored_path" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"stored_at" timestamp with time zone,
	CONSTRAINT "upload_size_bytes_check" CHECK ("upload"."size_bytes" >= 0),
	CONSTRAINT "upload_offset_bytes_check" CHECK ("upload"."offset_bytes" between 0 and "upload"."reserved_bytes")
);
--> statement-breakpoint
ALTER TABLE "category_extension" ADD CONSTRAINT "category_extension_category_id_category_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."category"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "root_usage" ADD CONSTRAINT "root_usage_root_id_root_id_fk" FOREIGN KEY ("root_id") REFERENCES "public"."root"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upload" ADD CONSTRAINT "upload_user_id_app_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."app_user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upload" ADD CONSTRAINT "upload_root_id_root_id_fk" FOREIGN KEY ("root_id") REFERENCES "public"."root"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "category_extension_category_id_idx" ON "category_extension" USING btree ("category_id");--> statement-breakpoint
CREATE INDEX "upload_user_id_idx" ON "upload" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "upload_root_id_idx" ON "upload" USING btree ("root_id");--> statement-breakpoint
CREATE INDEX "upload_expires_at_idx" ON "upload" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "file_record_operation_id_size_bytes_idx" ON "file_record" USING btree ("operation_id","size_bytes","id");--> statement-breakpoint
CREATE INDEX "file_record_operation_id_original_path_idx" ON "file_record" USING btree ("operation_id",left("original_path", 250) collate "C","id");