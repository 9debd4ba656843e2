import type { RootFiles } from '@kempt/engine';
import type { Audit } from '../../platform/audit/create-audit.ts';
import type { Db } from '../../platform/db/open-database.ts';

/** What the routes of uploads are built from. */
export interface UploadParts {
  readonly db: Db;
  readonly audit: Audit;
  readonly files: RootFiles;
  /** Bytes of the largest file that is taken. */
  readonly largestBytes: number;
}
