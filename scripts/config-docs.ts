import { format, resolveConfig } from 'prettier';
import { SETTINGS, type Setting } from '../packages/server/src/platform/config/settings.ts';
import { markdownTable } from './markdown-table.ts';

const INTRODUCTION = `# Settings

<!-- Made by scripts/build-config-docs.ts from packages/server/src/platform/config/settings.ts; change that instead. -->

The service is set up by its environment. All settings are read once, when it starts, and every problem is reported at
once; a name that begins with \`KEMPT_\` and is no setting is one of them. An empty value counts as none.
`;

const ELSEWHERE = `
\`KEMPT_HOME\` is read by every command: the folder where Kempt keeps its state. When it is not set, that is the state
folder of the platform: \`~/.local/state/kempt\` on Linux, \`/var/lib/kempt\` for root ([ADR 14](adr/0014-the-service.md)).
`;

/** All settings, by name. */
const ALL = Object.entries<Setting<unknown>>(SETTINGS);

/**
 * The reference of the settings.
 *
 * @returns a Markdown document
 */
export async function configDocs(): Promise<string> {
  const rows = ALL.map(([name, { summary, fallback, secret }]) => [
    `\`${name}\``,
    secret === true ? `${summary} Keep it secret.` : summary,
    fallback === undefined || fallback === '' ? '' : `\`${fallback}\``,
  ]);
  const text = [INTRODUCTION, markdownTable(['setting', 'meaning', 'default'], rows), ELSEWHERE].join('\n');
  return format(text, { ...(await resolveConfig(import.meta.filename)), parser: 'markdown' });
}

/**
 * An environment file to start from: every setting with its default, none of them set.
 *
 * @returns lines for a shell or a container
 */
export function exampleEnvironment(): string {
  const blocks = ALL.map(([name, { summary, fallback = '' }]) => `# ${summary}\n# ${name}=${fallback}\n`);
  return [
    '# Settings of the service; docs/CONFIG.md says more. Made by scripts/build-config-docs.ts.\n',
    ...blocks,
  ].join('\n');
}
