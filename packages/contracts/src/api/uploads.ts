import Type, { type Static } from 'typebox';
import { closed, Count, Moment, Path, Uuid } from './shared.ts';

/** Where a stored file lies. */
const storedFields = {
  root_id: Uuid,
  path: Type.String({ description: 'Below the root; with a counter where the name was taken.' }),
  size_bytes: Count,
};

/** What `POST /api/v1/files/upload` answers: where each file lies, in the order in which they came. */
export const UploadedFiles = closed({ items: Type.Array(closed(storedFields)) });

/** What `POST /api/v1/uploads` takes: a large file, announced so that it can come in pieces. */
export const NewUpload = closed({
  root_id: Type.Optional(Uuid),
  path: Path,
  size_bytes: Type.Integer({ minimum: 0, maximum: 1e15 }),
});

/** A file that comes in pieces. */
export const Upload = closed({
  id: Uuid,
  root_id: Uuid,
  path: Type.String({ description: 'Below the root, as it was asked for.' }),
  size_bytes: Count,
  offset_bytes: Type.Integer({ minimum: 0, description: 'Where the next piece begins.' }),
  stored_path: Type.Union([Type.String(), Type.Null()], { description: 'Below the root, once it is whole.' }),
  created_at: Moment,
  expires_at: Type.String({ format: 'date-time', description: 'When it is given up, unless another piece comes.' }),
});

/** See {@link Upload}. */
export type Upload = Static<typeof Upload>;
