import Type, { type Static } from 'typebox';
import { closed, Count, Moment, Path, Uuid } from './shared.ts';
import { DisplayName } from './people.ts';

/** What a user may do on a root; each includes the one before. */
export const GrantRole = Type.Union([
  Type.Literal('viewer', { description: 'Look at it.' }),
  Type.Literal('proposer', { description: 'Preview operations on it.' }),
  Type.Literal('approver', { description: 'Carry operations out and roll them back.' }),
]);

/** See {@link GrantRole}. */
export type GrantRole = Static<typeof GrantRole>;

/** What a user may do on a root. */
export const Grant = closed({ user_id: Uuid, role: GrantRole });

/** A folder that Kempt may touch. */
export const Root = closed({
  id: Uuid,
  name: Type.String(),
  path: Type.String(),
  kind: Type.Union([Type.Literal('folder'), Type.Literal('inbox')]),
  quota_bytes: Type.Union([Count, Type.Null()]),
  created_at: Moment,
  role: Type.Union([GrantRole, Type.Null()], {
    description: 'What the caller may do there; null for an administrator without a grant.',
  }),
});

/** See {@link Root}. */
export type Root = Static<typeof Root>;

/** What `POST /api/v1/roots` takes. */
export const NewRoot = closed({ name: DisplayName, path: Path });

/** What `PATCH /api/v1/roots/{id}` takes. */
export const RootChange = closed(
  {
    name: Type.Optional(DisplayName),
    accept_folder: Type.Optional(
      Type.Literal(true, {
        description: 'Takes the folder that lies at the path by now, where it is not the one that was registered.',
      }),
    ),
  },
  { minProperties: 1 },
);

/** What `PUT /api/v1/roots/{id}/grants` takes and answers: all grants of the root. */
export const Grants = closed({ grants: Type.Array(Grant, { maxItems: 1000 }) });

/** A name in a folder. */
export const BrowseEntry = closed({
  name: Type.String({ description: 'Shown name: what is no UTF-8 is escaped.' }),
  name_base64: Type.Optional(Type.String({ description: 'The bytes of the name, where the shown one is escaped.' })),
  kind: Type.Union([Type.Literal('folder'), Type.Literal('file'), Type.Literal('link'), Type.Literal('other')]),
  size_bytes: Count,
  modified: Moment,
});

/** See {@link BrowseEntry}. */
export type BrowseEntry = Static<typeof BrowseEntry>;

/** A folder that could be made a root. */
export const FolderEntry = closed({ name: Type.String(), path: Type.String({ description: 'Absolute.' }) });

/** See {@link FolderEntry}. */
export type FolderEntry = Static<typeof FolderEntry>;
