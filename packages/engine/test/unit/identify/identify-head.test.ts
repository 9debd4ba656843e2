import assert from 'node:assert/strict';
import { test } from 'node:test';
import { categoryOf } from '@kempt/contracts';
import fc from 'fast-check';
import type { Identification } from '../../../src/identify/identification.ts';
import { HEAD_LENGTH, identifyHead, identifyName } from '../../../src/identify/identify-head.ts';
import { bytes, bytesAt, oldTar, u32, zip } from './samples.ts';

const JPEG = bytes(0xff, 0xd8, 0xff, 0xe0, 0, 16, 'JFIF', 0);
const PNG = bytes(0x89, 'PNG\r\n', 0x1a, '\n', 0, 0, 0, 13, 'IHDR');
const PDF = bytes('%PDF-1.7\n%', 0xe2, 0xe3, 0, 1);
const GZIP = bytes(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);
const CFB = bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, new Uint8Array(500));
const TIFF = bytes('II*', 0, u32(8), new Uint8Array(64));
const DOCX = zip([
  ['[Content_Types].xml', '<Types/>'],
  ['word/document.xml', '<x/>'],
]);
const PLAIN_ZIP = zip([['a.txt', 'hello']]);
const NOISE = Uint8Array.from({ length: 300 }, (_, i) => (i * 7919 + (i * i) / 8) & 0xff);
const TEXT = bytes('just words\n');

function identify(name: string, head: Uint8Array, size = head.length): Identification {
  return identifyHead(name, head, size);
}

/** `category extension basis`, and what is remarkable. */
function told(name: string, head: Uint8Array, size?: number): string {
  const found = identify(name, head, size);
  const remarks = `${found.mismatch ? ' mismatch' : ''}${found.certain ? '' : ' uncertain'}`;
  return `${categoryOf(found.category)} ${found.detectedExtension} ${found.identifiedBy}${remarks}`;
}

test('content decides where it can tell', () => {
  assert.equal(told('photo.jpg', JPEG), 'images jpg content');
  assert.equal(told('photo', JPEG), 'images jpg content');
  assert.equal(told('photo.unheard-of', JPEG), 'images jpg content');
  assert.equal(told('paper.pdf', PDF), 'documents pdf content');
  assert.equal(identify('paper', PDF).mimetype, 'application/pdf');
});

test('an extension that contradicts the content is a mismatch, and the content wins', () => {
  assert.equal(told('photo.png', JPEG), 'images jpg content mismatch');
  assert.equal(told('song.mp3', PDF), 'documents pdf content mismatch');
  assert.equal(told('notes.txt', JPEG), 'images jpg content mismatch');
  assert.equal(told('letter.doc', bytes('{\\rtf1 words}')), 'documents rtf content mismatch');
  assert.equal(told('photo.jpg', bytes('<!doctype html><p>404')), 'web html content mismatch');
  assert.equal(told('photo.webp', bytes('{"error": 404}')), 'data json content mismatch');
  assert.equal(told('table.xlsx', DOCX), 'documents docx content mismatch uncertain');
  assert.equal(told('paper.pdf', PLAIN_ZIP), 'archives zip content mismatch uncertain');
  assert.equal(told('film.mp4', bytes('#!/bin/sh\nexit')), 'code sh content mismatch');
  assert.equal(told('molecule.xyz', PNG), 'images png content mismatch');
});

test('other names of the same format, and its families, are no mismatch', () => {
  const ftyp = (brand: string): Uint8Array => bytes(0, 0, 0, 24, 'ftyp', brand, 0, 0, 2, 0);
  const cases: [string, Uint8Array][] = [
    ['a.jpeg', JPEG],
    ['a.jpe', JPEG],
    ['a.jfif', JPEG],
    ['a.tiff', TIFF],
    ['a.m4a', ftyp('isom')],
    ['a.mp4', ftyp('M4A ')],
    ['a.mov', ftyp('mp42')],
    ['a.3gp', ftyp('3gp5')],
    ['a.heif', ftyp('heic')],
    ['a.docm', DOCX],
    ['a.dotx', DOCX],
    ['a.aiff', bytes('FORM', 0, 0, 0, 9, 'AIFF')],
    ['a.aif', bytes('FORM', 0, 0, 0, 9, 'AIFC')],
    ['a.mpeg', bytes(0, 0, 1, 0xba, 0x44)],
    ['a.vob', bytes(0, 0, 1, 0xba, 0x44)],
    ['a.htm', bytes('<html>')],
    ['a.ai', PDF],
    ['a.svgz', GZIP],
    ['a.pfx', bytes(0x30, 0x82, 1, 2)],
    ['a.webloc', bytes('bplist00', 0, 1)],
    ['a.key', bytes('-----BEGIN PRIVATE KEY-----\n')],
  ];
  for (const [name, head] of cases) assert.equal(identify(name, head).mismatch, false, name);
});

test('two names of one format give one detected extension, kinds of their own keep theirs', () => {
  assert.equal(identify('a.jpeg', JPEG).detectedExtension, 'jpg');
  assert.equal(identify('a.tiff', TIFF).detectedExtension, 'tif');
  assert.equal(identify('a.NEF', TIFF).detectedExtension, 'nef');
  assert.equal(identify('a.docm', DOCX).detectedExtension, 'docm');
  assert.equal(identify('a.tar.gz', GZIP).detectedExtension, 'tar.gz');
});

test('a shared shape keeps the extension that names it more exactly', () => {
  assert.equal(told('comic.cbz', PLAIN_ZIP), 'ebooks cbz content');
  assert.equal(told('addon.xpi', zip([['META-INF/MANIFEST.MF', '']])), 'archives xpi content');
  assert.equal(told('places.kmz', zip([['doc.kml', '<kml/>']])), 'data kmz content');
  assert.equal(told('stuff.zip', DOCX), 'archives zip content');
  assert.equal(told('old.doc', CFB), 'documents doc content');
  assert.equal(told('mail.msg', CFB), 'mail msg content');
  assert.equal(told('own.cpr', bytes('SQLite format 3', 0, 1, 2)), 'audio cpr extension');
  assert.equal(told('still.dng', TIFF), 'images dng content');
});

test('an extension that says nothing never contradicts', () => {
  assert.equal(told('photo.jpg.bak', JPEG), 'images jpg content');
  assert.equal(told('download.tmp', PDF), 'documents pdf content');
  assert.equal(told('libm.so.6', bytes(0x7f, 'ELF', 2, 1, 1, 0)), 'executables elf content');
  assert.equal(told('video.dat', bytes(0, 0, 1, 0xba, 0x44)), 'video mpg content');
});

test('text formats go by extension', () => {
  assert.equal(told('table.csv', TEXT), 'spreadsheets csv extension');
  assert.equal(told('notes.md', TEXT), 'documents md extension');
  assert.equal(told('page.html', bytes('<!doctype html>')), 'web html extension');
  assert.equal(told('drawing.svg', bytes('<svg>')), 'images svg extension');
  assert.equal(told('main.ts', TEXT), 'code ts extension');
});

test('an extension with two meanings is read by what is inside', () => {
  const stream = new Uint8Array(600);
  for (const at of [0, 188, 376]) stream[at] = 0x47;
  assert.equal(told('film.ts', stream), 'video mts content');
  assert.equal(told('film.mts', TEXT), 'code mts extension');
  assert.equal(told('graph.dot', bytes('digraph { a -> b }')), 'code dot extension');
  assert.equal(told('template.dot', CFB), 'documents dot content');
  assert.equal(told('work.pub', bytes('ssh-rsa AAAAB3Nza me@host')), 'data pem content');
  assert.equal(told('server.key', bytes('-----BEGIN PRIVATE KEY-----\n')), 'data pem content');
  assert.equal(told('talk.key', PLAIN_ZIP), 'presentations key content');
  assert.equal(told('disk.vhd', bytes('entity counter is')), 'code vhd extension');
});

test('text under an extension that promises other bytes stays there unless its header tells', () => {
  assert.equal(told('photo.jpg', TEXT), 'images jpg extension');
  assert.equal(told('app.log.bak', TEXT), 'documents txt text');
});

test('text without a telling extension is told from binary, with its kind where it tells', () => {
  assert.equal(told('notes', TEXT), 'documents txt text');
  assert.equal(told('notes.unheard-of', TEXT), 'documents txt text');
  assert.equal(told('run', bytes('#!/usr/bin/env python3\n')), 'code py content');
  assert.equal(told('data', bytes('{"a": [1]}')), 'data json content');
  assert.equal(told('feed', bytes('<?xml version="1.0"?><rss>')), 'web rss content');
  assert.equal(told('message', bytes('From: a\nTo: b\nSubject: c\n\nd')), 'mail eml content');
  assert.equal(told('noise', NOISE), 'other  none');
});

test('a known name tells, also against its extension, but not against what the content proves', () => {
  assert.equal(told('Makefile', bytes('all:\n\techo')), 'code  file_name');
  assert.equal(told('CMakeLists.txt', TEXT), 'code  file_name');
  assert.equal(told('LICENSE', TEXT), 'documents  file_name');
  assert.equal(told('.gitignore', TEXT), 'code  file_name');
  assert.equal(told('Makefile', JPEG), 'images jpg content');
  assert.equal(told('Makefile', NOISE), 'other  none');
  assert.equal(told('Thumbs.db', bytes(1, 2, 3, 0)), 'other  file_name');
});

test('unknown bytes go by extension', () => {
  assert.equal(told('photo.jpg', NOISE), 'images jpg extension');
  assert.equal(told('design.sketch', NOISE), 'design sketch extension');
  assert.equal(told('table.csv', NOISE), 'spreadsheets csv extension');
});

test('an empty file, and one that could not be read, go by name', () => {
  assert.equal(told('photo.jpg', new Uint8Array(0), 0), 'images jpg extension');
  assert.equal(told('photo.jpg', new Uint8Array(0), 99), 'images jpg extension');
  assert.equal(told('README', new Uint8Array(0), 0), 'documents  file_name');
  assert.equal(told('nothing', new Uint8Array(0), 0), 'other  none');
  assert.equal(identifyName('film.mkv').mimetype, 'video/x-matroska');
});

test('formats without a signature are told by computing', () => {
  const mp3 = bytes(bytesAt(0, bytes(0xff, 0xfb, 0x90, 0x64), 417), bytesAt(0, bytes(0xff, 0xfb, 0x90, 0x64), 417));
  assert.equal(told('song', mp3), 'audio mp3 content');
  assert.equal(told('song.mp2', mp3), 'audio mp2 content');
  assert.equal(told('archive', oldTar('a.txt')), 'archives tar content');
  assert.equal(told('archive.tar', oldTar('a.txt')), 'archives tar content');
});

test('WebM is told from Matroska, and each keeps the other name', () => {
  const webm = bytes(0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84, 'webm', 0x42);
  const matroska = bytes(0x1a, 0x45, 0xdf, 0xa3, 0xa3, 0x42, 0x82, 0x88, 'matroska');
  assert.equal(told('film', webm), 'video webm content');
  assert.equal(told('film', matroska), 'video mkv content');
  assert.equal(told('film.mkv', webm), 'video mkv content');
  assert.equal(told('sound.weba', webm), 'audio weba content');
});

test('what more than the beginning could tell is uncertain', () => {
  assert.equal(identify('archive', PLAIN_ZIP).certain, false);
  assert.equal(identify('archive.zip', PLAIN_ZIP).certain, true);
  assert.equal(identify('letter', CFB).certain, false);
  assert.equal(identify('letter.doc', CFB).certain, true);
  assert.equal(identify('noise', NOISE, 32_768).certain, true);
  assert.equal(identify('noise', NOISE, 32_769).certain, false);
  assert.equal(identify('noise.bin', NOISE, 99_999).certain, false);
  assert.equal(identify('noise.jpg', NOISE, 99_999).certain, true);
});

test('equal identifications are one object', () => {
  assert.equal(identify('a.jpg', JPEG), identify('b.jpeg', JPEG));
  assert.ok(Object.isFrozen(identify('a.jpg', JPEG)));
});

test('any name and any bytes are identified', () => {
  const starts = [JPEG, DOCX, CFB, TIFF, GZIP, TEXT, bytes('#!'), bytes('<?xml'), bytes(0xff, 0xfe), new Uint8Array(0)];
  const extensions = ['', '.jpg', '.docx', '.ts', '.dat', '.tar.gz', '.', '.txt', '.\udcff'];
  fc.assert(
    fc.property(
      fc.tuple(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom(...extensions)),
      fc.constantFrom(...starts),
      fc.uint8Array({ maxLength: HEAD_LENGTH }),
      (name, start, rest) => {
        const head = bytes(start, rest).subarray(0, HEAD_LENGTH);
        const found = identifyHead(name.join(''), head, head.length);
        assert.ok(found.mimetype.includes('/'));
        assert.ok(!found.mismatch || found.identifiedBy === 'content');
      },
    ),
    { numRuns: 1000 },
  );
});
