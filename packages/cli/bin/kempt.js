#!/usr/bin/env node
// Plain JavaScript that any Node since 12 can read, because an older Node dies on the first TypeScript file with a
// message nobody understands. Everything newer is only imported once the version is known to be right.
const MAJOR_NEEDED = 24;

if (Number(process.versions.node.split('.')[0]) < MAJOR_NEEDED) {
  process.stderr.write(
    `kempt: Kempt needs Node ${MAJOR_NEEDED} or newer and found Node ${process.versions.node} (${process.execPath}). ` +
      '"npx kempt" in the installation uses the right one.\n',
  );
  process.exitCode = 2;
} else {
  start();
}

async function start() {
  await enableCompileCache();
  (await import('./resolve-quickly.js')).resolveQuickly();
  await startDiskEarly();
  await import('../src/main.ts');
}

async function startDiskEarly() {
  const [{ usesDisk }, { stateFolderOf }] = await Promise.all([
    import('./disk-commands.js'),
    import('./state-folder.js'),
  ]);
  if (!usesDisk(process.argv.slice(2))) return;
  (await import('../src/early-disk.ts')).startDiskEarly(stateFolderOf(process.env, process.platform));
}

/**
 * Keeps compiled code between runs, which saves half of the start. The cache is code: it lies in the state folder and
 * is used only while nobody but this user can write there, so that no other user can plant any. It is enabled before
 * the first TypeScript file, since reading one costs more than all the rest; threads find it by the environment.
 */
async function enableCompileCache() {
  const [fs, module, path, { stateFolderOf }] = await Promise.all([
    import('fs'),
    import('module'),
    import('path'),
    import('./state-folder.js'),
  ]);
  const folder = stateFolderOf(process.env, process.platform);
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = fs.statSync(folder);
    const mine = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    if (!mine) return;
    const cache = path.join(folder, 'compile-cache');
    const { status } = module.enableCompileCache(cache);
    if (status === module.constants.compileCacheStatus.ENABLED) process.env.NODE_COMPILE_CACHE = cache;
  } catch {
    // Without the cache Kempt starts more slowly; a command that needs the folder says what is wrong with it.
  }
}
