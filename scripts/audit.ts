/**
 * `npm run audit`: asks the registry of npm which versions of the lock file have known vulnerabilities. A registry that
 * does not answer is said aloud, and is a failure under `KEMPT_REQUIRE_ADVISORIES=1`.
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { readAdvisories, stops } from './advisories.ts';

/** npm ends with 1 both for findings and for a registry that is away: what it printed tells them apart. */
async function askRegistry(...options: readonly string[]): Promise<string> {
  const npm = spawn('npm', ['audit', '--json', ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  return text(npm.stdout);
}

const advisories = readAdvisories(await askRegistry(), await askRegistry('--omit=dev'));
if ('unanswered' in advisories) {
  console.log(`NOT ASKED: which dependencies have known vulnerabilities. The registry said: ${advisories.unanswered}`);
  if (process.env['KEMPT_REQUIRE_ADVISORIES'] === '1') process.exitCode = 1;
} else {
  const { findings } = advisories;
  for (const finding of findings) {
    const { name, severity, shipped, reasons } = finding;
    const place = shipped ? 'shipped' : 'development';
    console.log(`${stops(finding) ? 'FAILED' : 'noted '} ${severity} ${name} (${place}): ${reasons.join('; ')}`);
  }
  const stopping = findings.filter(stops).length;
  console.log(`${findings.length} packages with known vulnerabilities, ${stopping} of which stop a change`);
  if (stopping > 0) process.exitCode = 1;
}
