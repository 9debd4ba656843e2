/** An entry of one of these names marks the folder it is in as a project. Documented in docs/scanning.md. */
export const MARKER_NAMES: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.bzr',
  '.fslckout',
  '.jj',
  'package.json',
  'deno.json',
  'deno.jsonc',
  'Cargo.toml',
  'go.mod',
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'Pipfile',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'settings.gradle',
  'build.sbt',
  'CMakeLists.txt',
  'meson.build',
  'configure.ac',
  'MODULE.bazel',
  'WORKSPACE.bazel',
  'composer.json',
  'Gemfile',
  'mix.exs',
  'rebar.config',
  'Package.swift',
  'Podfile',
  'pubspec.yaml',
  'stack.yaml',
  'dune-project',
  'project.clj',
  'deps.edn',
  'shard.yml',
  'build.zig',
  'flake.nix',
  'Vagrantfile',
  'platformio.ini',
  'project.godot',
  '.idea',
  '.vscode',
  '.venv',
  'node_modules',
]);

/** So does an entry with one of these endings. */
export const MARKER_ENDINGS: readonly string[] = ['.sln', '.csproj', '.vcxproj', '.cabal', '.uproject', '.gemspec'];

/** A folder with one of these endings is one thing to its user, such as an application. In lower case. */
export const PACKAGE_ENDINGS: readonly string[] = [
  '.app',
  '.framework',
  '.bundle',
  '.xcodeproj',
  '.xcworkspace',
  '.photoslibrary',
  '.lrlibrary',
  '.lrdata',
  '.aplibrary',
  '.imovielibrary',
  '.fcpbundle',
  '.logicx',
  '.band',
  '.musiclibrary',
  '.rtfd',
  '.sparsebundle',
  '.scriv',
  '.dtbase2',
];

/**
 * Whether an entry makes the folder it is in a project.
 *
 * @param name - the entry's raw name
 * @returns true for a marker
 * @example
 * isProjectMarker('Cargo.toml') // true
 */
export function isProjectMarker(name: string): boolean {
  return MARKER_NAMES.has(name) || MARKER_ENDINGS.some((ending) => name.endsWith(ending));
}

/**
 * Whether a folder is one thing to its user by its own name, such as a macOS application or a photo library.
 *
 * @param name - the folder's raw name
 * @returns true for a folder that is left whole
 */
export function isPackageFolder(name: string): boolean {
  const lower = name.toLowerCase();
  return PACKAGE_ENDINGS.some((ending) => lower.endsWith(ending));
}
