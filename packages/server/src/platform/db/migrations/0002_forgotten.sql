CREATE TABLE "forgotten_operation" (
	"engine_id" text PRIMARY KEY NOT NULL,
	"forgotten_at" timestamp with time zone DEFAULT now() NOT NULL
);
