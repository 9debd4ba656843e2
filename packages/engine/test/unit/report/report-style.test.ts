import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { REPORT_STYLE } from '../../../src/report/report-style.ts';

type Tokens = ReadonlyMap<string, string>;

/** Colour tokens of the first, second (dark) and third (paper) :root block. */
function tokensOf(block: number): Tokens {
  const blocks = [...REPORT_STYLE.html.matchAll(/:root \{([^}]*)\}/g)].map((match) => match[1] ?? '');
  const pairs = [...(blocks[block] ?? '').matchAll(/--([a-z0-9]+): (#[0-9a-f]{3,6})/g)];
  return new Map(pairs.map((match) => [match[1] ?? '', match[2] ?? '']));
}

/** Relative luminance, WCAG 2. */
function luminance(hex: string): number {
  const long = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(long.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(tokens: Tokens, one: string, other: string): number {
  const [light = 0, dark = 0] = [one, other]
    .map((name) => luminance(tokens.get(name) ?? '#000'))
    .toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

for (const [name, block] of [
  ['light', 0],
  ['dark', 1],
] as const) {
  describe(`report style, ${name}`, () => {
    const tokens = tokensOf(block);

    it('gives text a contrast of 4.5 or more', () => {
      for (const text of ['ink', 'muted', 'accent']) {
        for (const ground of ['card', 'paper', 'wash']) {
          assert.ok(contrast(tokens, text, ground) >= 4.5, `${text} on ${ground}`);
        }
      }
    });

    it('gives every colour of the charts a contrast of 3 or more', () => {
      const tones = [...tokens.keys()].filter((token) => /^(?:colour\d|good|calm|rest|warn|bad|open)$/.test(token));
      assert.equal(tones.length, 14);
      for (const tone of tones)
        assert.ok(contrast(tokens, tone, 'card') >= 3, `${tone} ${String(contrast(tokens, tone, 'card'))}`);
    });
  });
}

it('prints dark text on white', () => {
  assert.ok(contrast(tokensOf(2), 'muted', 'card') >= 4.5);
  assert.equal(tokensOf(2).get('paper'), '#fff');
});
