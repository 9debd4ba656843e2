import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTree } from './make-tree.ts';
import { measure } from './measure.ts';
import type { PeerFigures } from './report/figures.ts';
import { KEMPT } from './run-size.ts';
import type { SizeRequest } from './run-size.ts';
import { clear, countFiles, syncDisks } from './workplace.ts';

/**
 * Finds the peer, the organizer of the Debian package `organize`; installs it when asked and able to.
 *
 * @param install - whether to try apt-get when it is missing
 * @returns its name and version, or undefined when it is not there
 */
export function findPeer(install: boolean): string | undefined {
  const version = (): string | undefined => {
    const { status, stdout } = spawnSync('organize', ['--version'], { encoding: 'utf8' });
    return status === 0 ? stdout.trim().replace(', version', '') : undefined;
  };
  const found = version();
  if (found !== undefined || !install || process.getuid?.() !== 0) return found;
  spawnSync('apt-get', ['install', '-y', 'organize'], { stdio: 'ignore' });
  return version();
}

/**
 * Organizes the same tree by extension with the peer and with Kempt, in turns, each time freshly made and into a
 * folder beside it.
 *
 * @param request - size, repeats and place
 * @param peer - from {@link findPeer}
 * @returns seconds of every run
 * @throws Error when a run failed or lost a file
 */
export async function runPeer(request: SizeRequest, peer: string): Promise<PeerFigures> {
  const peerSeconds: number[] = [];
  const kemptSeconds: number[] = [];
  for (let run = 0; run < request.runs; run++) {
    await prepare(request);
    peerSeconds.push(runOrganize(request));
    finish(request, `${peer} ${peerSeconds.at(-1)?.toFixed(2) ?? ''} s`);
    await prepare(request);
    kemptSeconds.push(await runKempt(request));
    finish(request, `kempt by extension ${kemptSeconds.at(-1)?.toFixed(2) ?? ''} s`);
  }
  return { peer, files: request.files, peerSeconds, kemptSeconds };
}

async function prepare({ workplace, files, seed }: SizeRequest): Promise<void> {
  clear(workplace);
  await makeTree({ root: workplace.tree, files, seed });
  mkdirSync(workplace.destination);
  syncDisks();
}

function finish({ workplace, files, log }: SizeRequest, line: string): void {
  const found = countFiles([workplace.tree, workplace.destination]);
  clear(workplace);
  if (found !== files) throw new Error(`There were ${files} files, now there are ${found}.`);
  log(`${files} files: ${line}`);
}

function runOrganize({ workplace }: SizeRequest): number {
  const config = join(workplace.scratch, 'peer.yaml');
  writeFileSync(
    config,
    [
      'rules:',
      `  - locations: ${JSON.stringify(workplace.tree)}`,
      '    subfolders: true',
      '    filters:',
      '      - extension',
      '    actions:',
      `      - move: ${JSON.stringify(`${workplace.destination}/{extension}/`)}`,
      '',
    ].join('\n'),
  );
  const started = performance.now();
  const { status } = spawnSync('organize', ['run', config], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`organize exited ${String(status)}.`);
  return (performance.now() - started) / 1000;
}

async function runKempt({ workplace }: SizeRequest): Promise<number> {
  const { tree, destination, home, scratch } = workplace;
  const args = [KEMPT, 'organize', tree, '--into', destination, '--by', 'extension', '--yes', '--json'];
  const { measurement, code, stdout } = await measure({ args, env: { KEMPT_HOME: home }, scratch });
  if (code !== 0) throw new Error(`kempt exited ${String(code)}: ${stdout.slice(0, 2000)}`);
  return measurement.wallSeconds;
}
