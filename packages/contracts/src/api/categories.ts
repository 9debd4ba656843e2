import Type, { type Static } from 'typebox';
import { closed, MomentOrNull, Uuid } from './shared.ts';

/** A folder can be called so: no slash, no dot in front, nothing that cannot be seen. */
const CategoryName = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern:
    '^[^\\s./\\\\:*?"<>|\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069]([^/\\\\:*?"<>|\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069]*[^\\s./\\\\:*?"<>|\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069])?$',
});

/** Without the dot; case does not matter. */
const Extension = Type.String({
  minLength: 1,
  maxLength: 32,
  pattern: '^[^\\s./\\\\\\u0000-\\u001f\\u007f][^\\s/\\\\\\u0000-\\u001f\\u007f]*$',
});

/** A word that names are looked through for; case does not matter. */
const Keyword = Type.String({ minLength: 1, maxLength: 60, pattern: '^\\S(.*\\S)?$' });

const Color = Type.String({ pattern: '^#[0-9A-Fa-f]{6}$', description: 'Such as #3366cc.' });
const Icon = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60, description: 'Name of an icon.' });
const Extensions = Type.Array(Extension, { maxItems: 500 });
const Keywords = Type.Array(Keyword, { maxItems: 100 });

/** A category: a built-in one, or one of people's own. */
export const Category = closed({
  id: Type.Union([Uuid, Type.Null()], { description: 'Null for built-in categories, which cannot be changed.' }),
  name: Type.String(),
  built_in: Type.Boolean(),
  extensions: Type.Array(Type.String()),
  keywords: Type.Array(Type.String()),
  color: Type.Union([Type.String(), Type.Null()]),
  icon: Type.Union([Type.String(), Type.Null()]),
  created_at: MomentOrNull,
  updated_at: MomentOrNull,
});

/** See {@link Category}. */
export type Category = Static<typeof Category>;

/** What `POST /api/v1/categories` takes. */
export const NewCategory = closed({
  name: CategoryName,
  extensions: Type.Optional(Extensions),
  keywords: Type.Optional(Keywords),
  color: Color,
  icon: Icon,
});

/** What `PATCH /api/v1/categories/{id}` takes. */
export const CategoryChange = closed(
  {
    name: Type.Optional(CategoryName),
    extensions: Type.Optional(Extensions),
    keywords: Type.Optional(Keywords),
    color: Type.Optional(Color),
    icon: Type.Optional(Icon),
  },
  { minProperties: 1 },
);

/** See {@link CategoryChange}. */
export type CategoryChange = Static<typeof CategoryChange>;
