import { EXIT_CODES } from '@kempt/contracts';
import { usesDisk } from '../bin/disk-commands.js';
import { stateFolderOf } from '../bin/state-folder.js';
import manifest from '../package.json' with { type: 'json' };
import type { Services } from './context.ts';
import { listenForInterruption } from './interruption.ts';
import { run } from './run.ts';
import { spareMemoryWhileLoading } from './spare-memory.ts';

/** The one place that asks the process and its environment; everything below is told. */
const { env } = process;

/** The engine is large, so that help and version do not wait for it. */
const services: Services = {
  async openEngine(startsDisk) {
    const stateFolder = stateFolderOf(env, process.platform);
    const fileSystem = (await import('./early-disk.ts')).takeDisk(stateFolder);
    if (startsDisk) fileSystem.start();
    const { createEngine } = await import('@kempt/engine');
    return createEngine({ stateFolder, fileSystem });
  },
  async openServer() {
    const onReady = spareMemoryWhileLoading((await import('node:v8')).setFlagsFromString);
    const commands = await import('@kempt/server');
    const stateFolder = stateFolderOf(env, process.platform);
    const { version } = manifest;
    return { commands, process: { env, stateFolder, version, logStream: process.stderr, onReady } };
  },
  async writeNewFile(path, chunks) {
    const { writeNewFile } = await import('@kempt/engine');
    await writeNewFile(path, chunks);
  },
};

/** If the answer below never comes, that is a fault, and must not look like success. */
let answered = false;
/** How long the last lines of the log wait for a reader. */
const STUCK_READER_MS = 1000;
process.once('exit', (code) => {
  if (!answered && code === 0) process.exitCode = EXIT_CODES.with_problems;
});

process.exitCode = await run({
  ...(await rawPlaces()),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  color: (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
  version: manifest.version,
  services,
  signal: listenForInterruption(process),
  now: () => performance.now(),
});
if (usesDisk(process.argv.slice(2))) await (await import('./early-disk.ts')).closeEarlyDisk();
answered = true;
// Whoever does not read what is written there does not keep the process from ending.
if (process.stderr.writableLength > 0) setTimeout(() => process.exit(), STUCK_READER_MS).unref();

/** Arguments and working folder; those Node could not read as UTF-8 are read again from the kernel. */
async function rawPlaces(): Promise<{ readonly argv: readonly string[]; readonly workingFolder: string }> {
  const argv = process.argv.slice(2);
  const workingFolder = process.cwd();
  if (!workingFolder.includes('\ufffd') && !argv.some((argument) => argument.includes('\ufffd'))) {
    return { argv, workingFolder };
  }
  const { readRawArguments, readRawWorkingFolder } = await import('@kempt/engine');
  return { argv: readRawArguments(argv), workingFolder: readRawWorkingFolder(workingFolder) };
}
