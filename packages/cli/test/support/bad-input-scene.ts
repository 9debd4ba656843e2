import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillMessyFolder } from './messy-folder.ts';
import { temporaryFolder } from './kempt-process.ts';

/** A messy folder with what is around it. */
export interface BadInputScene {
  readonly base: string;
  /** The folder that would be organized. */
  readonly root: string;
  /** A home folder of its own. */
  readonly home: string;
  /** A state folder that no command has used before. */
  readonly state: string;
}

/**
 * Makes a messy folder, a home folder, and links to them and to folders of the system.
 *
 * @returns the scene
 */
export function makeBadInputScene(): BadInputScene {
  const base = temporaryFolder();
  const scene = { base, root: join(base, 'messy'), home: join(base, 'home'), state: join(base, 'state') };
  fillMessyFolder(scene.root);
  fillMessyFolder(scene.home);
  mkdirSync(join(scene.state, 'operations'), { recursive: true, mode: 0o700 });
  const links: Readonly<Record<string, string>> = {
    'to-nowhere': 'nowhere',
    'to-file': join(scene.root, 'letter.pdf'),
    'to-state': scene.state,
    'to-home': scene.home,
    'to-top': '/',
    'to-etc': '/etc',
    'to-share': '/usr/share',
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(base, name));
  mkdirSync(join(base, 'closed', 'inner'), { recursive: true });
  writeFileSync(join(base, 'not-a-plan'), 'hello\n');
  return scene;
}

/**
 * What an operation would have left in the state folder.
 *
 * @param scene - the scene
 * @returns ids of operations
 */
export function operationsOf({ state }: BadInputScene): string[] {
  return readdirSync(join(state, 'operations'));
}
