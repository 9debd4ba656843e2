/*
 * Who may import whom. Paths are real paths below the repository, so an import of @kempt/engine is an edge to
 * packages/engine/src/index.ts: without the resolver options at the end such edges would vanish without a word.
 */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const ENGINE = '^packages/engine/src/';
const CLI = '^packages/cli/src/';
const CONTRACTS = '^packages/contracts/';

/** The engine's rooms `names`, as a pattern. */
const rooms = (...names) => `${ENGINE}(${names.join('|')})/`;

/** Pure rooms at the bottom of the engine, open to every other room. */
const BOTTOM = ['names', 'table'];
/** What rooms that do things may use of the engine beside themselves. */
const SHARED = [...BOTTOM, 'ports', 'errors'];

/** A room of the engine that may use `allowed` of the repository and of Node, and any library. */
const room = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: rooms(...from) },
  to: {
    path: ['^packages/', '^bench/', '^scripts/', '^test/'],
    pathNot: [rooms(...from), CONTRACTS, '/node_modules/', ...allowed],
  },
});

/** Those rooms use nothing of Node but `allowed`. */
const onlyNode = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { dependencyTypes: ['core'], pathNot: allowed.map((module) => `^(node:)?${module}$`) },
});

const PURE = ['rules', 'plan', 'report'];
const WORKING = ['scan', 'identify', 'duplicates', 'similar', 'journal', 'apply', 'undo'];

/** The files that the packages export by name, as patterns; `*` stands for a name that is not spelled out. */
const ENTRIES = readdirSync(join(__dirname, 'packages')).flatMap((name) => {
  const { exports = {} } = JSON.parse(readFileSync(join(__dirname, 'packages', name, 'package.json'), 'utf8'));
  return Object.values(exports).map(
    (file) => `^${join('packages', name, file).replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`,
  );
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'contracts-is-bottom',
      severity: 'error',
      from: { path: '^packages/contracts/src/' },
      to: { pathNot: ['^packages/contracts/src/', '(^|/)node_modules/typebox/'] },
    },
    {
      name: 'engine-knows-no-app',
      severity: 'error',
      from: { path: '^packages/engine/' },
      to: { path: '^(packages/(?!engine/|contracts/)|bench/|scripts/)' },
    },
    room('engine-bottom-rooms', BOTTOM, [rooms('errors')]),
    room('engine-ports-and-errors', ['ports', 'errors'], [rooms(...SHARED)]),
    room('engine-pure-rooms', PURE, [rooms(...SHARED)]),
    room('engine-scan', ['scan'], [rooms(...SHARED)]),
    ...WORKING.filter((name) => name !== 'scan').map((name) =>
      room(`engine-${name}`, [name], [rooms(...SHARED, ...WORKING, 'plan', 'rules')]),
    ),
    room('engine-images', ['images'], [rooms(...SHARED)]),
    room('engine-disk-and-testing', ['fs', 'testing'], [rooms(...SHARED, 'fs')]),
    onlyNode('pure-rooms-touch-nothing', rooms(...BOTTOM, ...PURE, 'errors'), ['path', 'buffer']),
    onlyNode('contracts-touch-nothing', '^packages/contracts/src/', []),
    {
      name: 'only-fs-room-touches-disk',
      severity: 'error',
      from: {
        path: '^packages/[^/]+/src/',
        pathNot: [rooms('fs', 'testing'), '^packages/server/src/(platform|testing)/'],
      },
      to: { dependencyTypes: ['core'], path: '^(node:)?fs(/|$)' },
    },
    {
      name: 'native-calls-in-fs-room',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: rooms('fs', 'testing') },
      to: { path: '(^|/)node_modules/koffi/' },
    },
    {
      name: 'decoders-in-images-room',
      comment: 'A decoder of untrusted images runs in a process of its own, which the images room starts.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: rooms('images', 'testing') },
      to: { path: '(^|/)node_modules/sharp/' },
    },
    {
      name: 'nothing-leaves-the-machine',
      severity: 'error',
      from: { path: '^packages/(contracts|engine|cli)/src/' },
      to: { dependencyTypes: ['core'], path: '^(node:)?(https?|http2|net|tls|dgram|dns)(/|$)' },
    },
    {
      name: 'production-knows-no-testing',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: '/testing/' },
      to: { path: ['/src/testing/', '^packages/[^/]+/test/', '(^|/)node_modules/fast-check/'] },
    },
    {
      name: 'through-the-entry',
      comment: 'Packages meet through their package entries, never through a relative path into the other one.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/' },
      to: { path: '^packages/', pathNot: ['^packages/$1/', ...ENTRIES] },
    },
    {
      name: 'apps-do-not-meet',
      severity: 'error',
      from: { path: CLI },
      to: { path: '^packages/', pathNot: ['^packages/(cli|engine|contracts)/', '^packages/server/src/index\\.ts$'] },
    },
    {
      name: 'client-knows-contracts',
      comment: 'It runs in pages as well.',
      severity: 'error',
      from: { path: '^packages/client/src/' },
      to: { path: '^(packages|bench|scripts|test)/', pathNot: ['^packages/(client|contracts)/'] },
    },
    onlyNode('client-runs-anywhere', '^packages/client/src/', []),
    {
      name: 'server-knows-no-apps',
      severity: 'error',
      from: { path: '^packages/server/src/' },
      to: { path: '^(packages/(cli|client)/|bench/|scripts/|test/)' },
    },
    {
      name: 'server-platform-knows-no-features',
      severity: 'error',
      from: { path: '^packages/server/src/platform/' },
      to: { path: '^packages/server/src/(features|app|testing)/' },
    },
    {
      name: 'server-features-do-not-meet',
      severity: 'error',
      from: { path: '^packages/server/src/features/([^/]+)/' },
      to: { path: '^packages/server/src/(features|app|testing)/', pathNot: ['^packages/server/src/features/$1/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(coverage|\\.data)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    preserveSymlinks: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
