import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { escapeHtml, markup } from '../../../src/report/markup.ts';

describe('markup', () => {
  it('escapes text and numbers, and takes markup and lists of it as they are', () => {
    const bold = markup`<b>${'<'}</b>`;
    assert.equal(markup`<p>${bold}${[bold, bold]}${1}</p>`.html, '<p><b>&lt;</b><b>&lt;</b><b>&lt;</b>1</p>');
  });

  it('replaces characters that no page may hold or that turn the direction', () => {
    assert.equal(escapeHtml('a\0b\u202ec\ud800d\u0085'), 'a\ufffdb\ufffdc\ufffdd\ufffd');
  });

  it('keeps tabs, line breaks and letters of any script', () => {
    assert.equal(escapeHtml('a\tb\nשלום 🙂'), 'a\tb\nשלום 🙂');
  });
});
