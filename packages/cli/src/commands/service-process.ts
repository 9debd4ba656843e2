import type { ServiceProcess } from '@kempt/server';
import type { CommandContext, ServerCommands } from '../context.ts';

/** The service's commands, and what each is handed. */
export interface OpenServer {
  readonly commands: ServerCommands['commands'];
  readonly service: ServiceProcess;
}

/**
 * Loads the service for a command.
 *
 * @param context - what the command works with
 * @returns its commands, with lines to standard output and Ctrl-C wired up
 */
export async function openServer(context: CommandContext): Promise<OpenServer> {
  const { commands, process } = await context.services.openServer();
  const say = (line: string): Promise<void> => context.print(`${line}\n`);
  return { commands, service: { ...process, signal: context.signal, say } };
}
