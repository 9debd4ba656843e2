const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'] as const;

/** How bad a vulnerability is, in the words of the registry, least first. */
export type Severity = (typeof SEVERITIES)[number];

/** A package of the lock file with known vulnerabilities, its own or those of what it needs. */
export interface Finding {
  /** Name of the package. */
  readonly name: string;
  /** The worst of its vulnerabilities. */
  readonly severity: Severity;
  /** Titles and addresses of its own advisories; names of packages where it is vulnerable through them. */
  readonly reasons: readonly string[];
  /** Whether people who install Kempt get it; what only develops Kempt is not shipped. */
  readonly shipped: boolean;
}

/** What the registry said: findings, worst first, or why it said nothing. */
export type Advisories = { readonly findings: readonly Finding[] } | { readonly unanswered: string };

/**
 * Reads what `npm audit --json` printed.
 *
 * @param all - its output for the whole lock file
 * @param shipped - its output with `--omit=dev`
 * @returns the findings, or npm's words where it could not ask
 * @throws Error where the output is of a shape that is not known, so that nothing passes for the lack of a word
 */
export function readAdvisories(all: string, shipped: string): Advisories {
  const [everything, installed] = [readAudit(all), readAudit(shipped)];
  if ('unanswered' in everything) return everything;
  if ('unanswered' in installed) return installed;
  const names = new Set(installed.packages.map(({ name }) => name));
  const findings = everything.packages.map((one) => ({ ...one, shipped: names.has(one.name) }));
  const rank = ({ severity }: Finding): number => SEVERITIES.indexOf(severity);
  return { findings: findings.sort((a, b) => rank(b) - rank(a) || (a.name < b.name ? -1 : 1)) };
}

/**
 * Whether a finding must be mended before a change is taken: from `moderate` where it reaches people, from `high` where
 * it stays with those who develop Kempt.
 *
 * @param finding - what was found
 * @returns true where it stops a change
 */
export function stops({ severity, shipped }: Finding): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(shipped ? 'moderate' : 'high');
}

type Audit = { readonly packages: readonly Omit<Finding, 'shipped'>[] } | { readonly unanswered: string };

function readAudit(output: string): Audit {
  const report: unknown = JSON.parse(output);
  if (!isObject(report)) throw new Error('npm audit printed no object');
  const { vulnerabilities, message } = report;
  if (typeof message === 'string') return { unanswered: message };
  if (!isObject(vulnerabilities)) throw new Error(`npm audit printed no vulnerabilities: ${output}`);
  return { packages: Object.entries(vulnerabilities).map(([name, value]) => readPackage(name, value)) };
}

function readPackage(name: string, value: unknown): Omit<Finding, 'shipped'> {
  if (!isObject(value) || !Array.isArray(value['via'])) throw new Error(`npm audit says nothing of ${name}`);
  const severity = SEVERITIES.find((known) => known === value['severity']);
  if (severity === undefined) throw new Error(`npm audit knows a severity of ${name} that is new`);
  const reasons = value['via'].map((via: unknown) => {
    if (typeof via === 'string') return `through ${via}`;
    if (isObject(via) && typeof via['title'] === 'string') return `${via['title']} (${String(via['url'])})`;
    throw new Error(`npm audit gives no reason for ${name}`);
  });
  return { name, severity, reasons };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
