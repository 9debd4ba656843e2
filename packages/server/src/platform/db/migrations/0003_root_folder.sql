ALTER TABLE "root" ADD COLUMN "device" text;--> statement-breakpoint
ALTER TABLE "root" ADD COLUMN "inode" text;--> statement-breakpoint
ALTER TABLE "root" ADD COLUMN "file_system_id" text;