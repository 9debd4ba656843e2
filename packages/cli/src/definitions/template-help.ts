/** What a template is made of, for the help of the commands that take one; docs/templates.md says the rest. */
export const TEMPLATE_HELP = `Templates:
  {field}, {date:%Y-%m}, {field|filter}, {field|filter:argument}; / makes folders
  path      name, extension, filename, path, relative_path, parent, subdir,
            root, depth
  type      category, kind, mimetype, detected_extension
  dates     taken, lastmodified, created, accessed, added, now, today
  of taken  year, month, month_name, day, hour, week, quarter, decade
  others    size, size_bucket, counter
  filters   default, upper, lower, title, slug, pad, truncate, replace
  A file that lacks a value stops the plan: {extension|default:none} helps.`;
