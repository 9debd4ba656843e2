import { format, resolveConfig } from 'prettier';
import { buildProgram } from '../packages/cli/src/build-program.ts';
import { markdownTable } from './markdown-table.ts';

type Command = ReturnType<typeof buildProgram>;

/** Columns the help is laid out for before it is read. */
const WIDTH = 100;

const INTRODUCTION = `# The command line

<!-- Made by scripts/build-cli-docs.ts from the definitions of the commands; change those instead. -->

Everything asked for goes to standard output, remarks, questions and progress go to standard error. With \`--json\`
standard output holds exactly one JSON object, an error included: \`{"error": {"code", "message", "hint", "details"}}\`.
With \`--list\` it holds one JSON object a line. A name that is not UTF-8 or holds control characters is shown with
\`\\xNN\` and \`\\u{N}\` in place of them and every backslash doubled; the row then carries the raw bytes too, for example as
\`path_base64\`.
`;

/**
 * The reference of the command line.
 *
 * @returns a Markdown document, formatted like every other file of the house
 */
export async function cliDocs(): Promise<string> {
  return format(unformattedDocs(), { ...(await resolveConfig(import.meta.filename)), parser: 'markdown' });
}

function unformattedDocs(): string {
  let help = '';
  const output = {
    writeOut: (text: string) => void (help += text),
    writeError: () => undefined,
    width: WIDTH,
    color: false,
  };
  const program = buildProgram('', output, () => Promise.resolve());
  const helpOf = (command: Command): string => {
    help = '';
    command.outputHelp();
    return help;
  };
  const sections = allCommands(program).map((command) => section(command, helpOf(command)));
  return [
    INTRODUCTION,
    exitCodes(helpOf(program)),
    '## Options of every command\n',
    optionTable(program.options),
    ...sections,
  ].join('\n');
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allCommands(child)]);
}

function section(command: Command, help: string): string {
  const parts = [`## ${fullName(command)}\n`, `${command.description()}\n`, `\`\`\`text\n${usageOf(help)}\n\`\`\`\n`];
  if (command.registeredArguments.length > 0) parts.push(argumentTable(command.registeredArguments));
  const options = command.options.filter((option) => !option.hidden);
  if (options.length > 0) parts.push(optionTable(options));
  const templates = blockOf(help, 'Templates');
  if (templates !== '')
    parts.push(`Templates (more in [templates.md](templates.md)):\n\n\`\`\`text\n${templates}\n\`\`\`\n`);
  parts.push(`Examples:\n\n\`\`\`text\n${blockOf(help, 'Examples')}\n\`\`\`\n`);
  return parts.join('\n');
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function usageOf(help: string): string {
  return /^Usage: (.*)$/m.exec(help)?.[1] ?? '';
}

/** The lines below a title of a help text, without their indentation. */
function blockOf(help: string, title: string): string {
  const block = new RegExp(`^${title}:\\n((?: .*\\n?)+)`, 'm').exec(help)?.[1] ?? '';
  return block.trimEnd().replaceAll(/^ {2}/gm, '');
}

function exitCodes(help: string): string {
  const rows = blockOf(help, 'Exit codes')
    .split('\n')
    .map((line) => /^(\d+) +(.*)$/.exec(line)?.slice(1) ?? []);
  return `## Exit codes\n\n${markdownTable(['code', 'meaning'], rows)}`;
}

function argumentTable(list: Command['registeredArguments']): string {
  const rows = list.map((argument) => [code(argument.name()), argument.description]);
  return markdownTable(['argument', 'meaning'], rows);
}

function optionTable(list: Command['options']): string {
  const rows = list.map((option) => [code(option.flags), option.description]);
  return markdownTable(['option', 'meaning'], rows);
}

function code(text: string): string {
  return `\`${text}\``;
}
