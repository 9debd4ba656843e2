import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readAdvisories } from '../scripts/advisories.ts';

const SCRIPT = join(import.meta.dirname, '../scripts/audit.ts');
const ADVISORY = { id: 1, url: 'https://example.org/1', title: 'Reads what it should not', vulnerable_versions: '<2' };

/** A project that ships one package and is developed with another. */
const project = mkdtempSync(join(tmpdir(), 'kempt-audit-'));
const manifest = {
  name: 'x',
  version: '1.0.0',
  dependencies: { shipped: '1.0.0' },
  devDependencies: { tool: '1.0.0' },
};
writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
const packages = {
  '': manifest,
  'node_modules/shipped': { version: '1.0.0' },
  'node_modules/tool': { version: '1.0.0', dev: true },
};
writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ name: 'x', lockfileVersion: 3, packages }));
after(() => {
  rmSync(project, { recursive: true });
});

/** A registry that knows what is wrong with which packages. */
async function startRegistry(severities: Readonly<Record<string, string>>): Promise<Server> {
  const registry = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const name = request.url?.slice(1) ?? '';
      if (request.url === '/-/npm/v1/security/advisories/bulk') {
        const asked = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()) as object;
        const known = Object.keys(asked).filter((one) => severities[one] !== undefined);
        const answer = known.map((one) => [one, [{ ...ADVISORY, severity: severities[one] }]]);
        response.end(JSON.stringify(Object.fromEntries(answer)));
      } else {
        response.end(JSON.stringify({ name, versions: { '1.0.0': { name, version: '1.0.0' } } }));
      }
    })();
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  return registry;
}

async function audit(registry: Server | undefined, env: NodeJS.ProcessEnv = {}): Promise<[number | null, string]> {
  const address = registry?.address();
  // Nobody listens at port 9.
  const port = typeof address === 'object' && address !== null ? address.port : 9;
  const child = spawn(process.execPath, [SCRIPT], {
    cwd: project,
    env: {
      ...process.env,
      KEMPT_REQUIRE_ADVISORIES: '',
      npm_config_registry: `http://127.0.0.1:${port}`,
      // npm keeps what it was told of an advisory.
      npm_config_cache: mkdtempSync(join(project, 'cache-')),
      npm_config_fetch_retries: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  registry?.close();
  return [child.exitCode, output];
}

test('passes where no version has a known vulnerability', async () => {
  const [code, output] = await audit(await startRegistry({}));
  assert.equal(output, '0 packages with known vulnerabilities, 0 of which stop a change\n');
  assert.equal(code, 0);
});

test('fails for what reaches people sooner than for what develops Kempt', async () => {
  const moderate = await audit(await startRegistry({ shipped: 'moderate', tool: 'moderate' }));
  assert.match(moderate[1], /^FAILED moderate shipped \(shipped\): Reads what it should not \(https:/m);
  assert.match(moderate[1], /^noted {2}moderate tool \(development\): /m);
  assert.match(moderate[1], /^2 packages with known vulnerabilities, 1 of which stop a change$/m);
  assert.equal(moderate[0], 1);
  const low = await audit(await startRegistry({ shipped: 'low', tool: 'moderate' }));
  assert.equal(low[0], 0, low[1]);
  const high = await audit(await startRegistry({ tool: 'high' }));
  assert.equal(high[0], 1, high[1]);
});

test('says that a registry did not answer, and fails for it where an answer is required', async () => {
  const [code, output] = await audit(undefined);
  assert.match(output, /^NOT ASKED: which dependencies have known vulnerabilities\. .*ECONNREFUSED/);
  assert.equal(code, 0);
  assert.equal((await audit(undefined, { KEMPT_REQUIRE_ADVISORIES: '1' }))[0], 1);
});

test('takes no answer for a good one that it cannot read', () => {
  const none = '{"vulnerabilities":{}}';
  const of = (value: object): string => JSON.stringify({ vulnerabilities: { a: value } });
  for (const output of [
    '[]',
    '{}',
    '{"vulnerabilities":[]}',
    of({}),
    of({ severity: 'grave', via: [] }),
    of({ severity: 'high', via: [1] }),
  ]) {
    assert.throws(() => readAdvisories(output, none), Error, output);
  }
});
