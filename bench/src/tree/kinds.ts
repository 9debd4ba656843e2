import { zipTemplate } from './zip-template.ts';

/** One kind of file of a test tree. */
export interface FileKind {
  /** Without dot; empty for names without one. */
  readonly extension: string;
  /** How often it appears beside the others. */
  readonly weight: number;
  /** How its files are called. */
  readonly names: 'photo' | 'track' | 'paper' | 'source' | 'plain';
  /** The bytes every file of the kind starts with. */
  readonly head: Buffer;
  /** What follows the head, over and over; noise when empty. */
  readonly body: string;
  /** Where a two-byte length of everything behind the head is stored (zip comments). */
  readonly paddingLengthAt?: number;
}

/** The kinds of a test tree: a mix as in the home folder of somebody with a camera, an office and a hobby in code. */
export const FILE_KINDS: readonly FileKind[] = [
  binary('jpg', 22, 'photo', 'ffd8ffe000104a46494600010101004800480000ffdb0043000302020302020303030304'),
  binary('png', 9, 'photo', '89504e470d0a1a0a0000000d4948445200000040000000400806000000aa6971de'),
  binary('heic', 1.5, 'photo', '0000001c6674797068656963000000006d6966316865696300000000'),
  binary('webp', 1.5, 'photo', '52494646c80000005745425056503820bc000000'),
  binary('gif', 1, 'photo', '47494638396101000100800000ffffff000000'),
  binary('tif', 0.3, 'photo', '49492a0008000000'),
  binary('psd', 0.2, 'photo', '38425053000100000000000000030000004000000040'),
  text(
    'svg',
    0.7,
    'photo',
    '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">\n',
    '<path d="M0 0L9 9"/>\n',
  ),
  text('xmp', 0.4, 'photo', '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n', '<rdf:li>tag</rdf:li>\n'),
  binary('mp4', 1.2, 'photo', '000000206674797069736f6d0000020069736f6d69736f32617663316d703431000010006d646174'),
  binary('mov', 0.5, 'photo', '00000014667479707174202020050300717420200001000077696465'),
  binary('mkv', 0.3, 'track', '1a45dfa39f4286810142f7810142f2810442f381084282886d6174726f736b614287810442858102'),
  binary('mp3', 4, 'track', '4944330400000000000afffb90640000000000000000000000000000'),
  binary('flac', 0.8, 'track', '664c614300000022100010000000000000000ac442f000000000'),
  binary(
    'wav',
    0.4,
    'track',
    '524946462408000057415645666d7420100000000100020044ac000010b10200040010006461746100080000',
  ),
  binary('m4a', 0.6, 'track', '00000020667479704d344120000000004d3441206d70343269736f6d00000000000010006d646174'),
  binary('ogg', 0.3, 'track', '4f67675300020000000000000000000000000000000000000000011e01766f726269730000000002'),
  text('pdf', 7, 'paper', '%PDF-1.5\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj\n', '<< /Type /Page >> stream endstream\n'),
  text('txt', 6, 'paper', 'Dear all,\n', 'the meeting has been moved to Thursday, please bring your notes.\n'),
  text('md', 2.5, 'paper', '# Notes\n\n', '- a list item with *emphasis* and a [link](page.html)\n'),
  text('rtf', 0.2, 'paper', '{\\rtf1\\ansi\\deff0 {\\fonttbl {\\f0 Times;}}\n', 'A paragraph of text.\\par\n'),
  binary('doc', 0.5, 'paper', 'd0cf11e0a1b11ae1000000000000000000000000000000003e000300feff0900'),
  office('docx', 2.5, 'word/document.xml', 'wordprocessingml.document.main'),
  office('xlsx', 1, 'xl/workbook.xml', 'spreadsheetml.sheet.main'),
  office('pptx', 0.5, 'ppt/presentation.xml', 'presentationml.presentation.main'),
  zipped('odt', 0.3, [
    ['mimetype', 'application/vnd.oasis.opendocument.text'],
    ['content.xml', '<a/>'],
  ]),
  zipped('epub', 0.4, [
    ['mimetype', 'application/epub+zip'],
    ['META-INF/container.xml', '<a/>'],
  ]),
  text('csv', 1.5, 'paper', 'date,name,amount\n', '2021-03-04,Miller,1204.50\n'),
  zipped('zip', 1.5, [
    ['readme.txt', 'An archive.\n'],
    ['data/values.bin', '0123456789'],
  ]),
  binary('gz', 0.8, 'plain', '1f8b0800000000000003'),
  binary('7z', 0.2, 'plain', '377abcaf271c0004'),
  binary('rar', 0.2, 'plain', '526172211a070100'),
  text('ts', 4, 'source', "import { join } from 'node:path';\n", 'export const answer: number = 42;\n'),
  text('js', 5, 'source', "'use strict';\n", 'module.exports.answer = () => 42;\n'),
  text('py', 4, 'source', '#!/usr/bin/env python3\nimport os\n', 'def answer() -> int:\n    return 42\n'),
  text('c', 1.5, 'source', '#include <stdio.h>\n', 'static int answer(void) { return 42; }\n'),
  text('java', 2, 'source', 'package org.example;\n', 'class Answer { int value() { return 42; } }\n'),
  text('sh', 0.5, 'source', '#!/bin/sh\nset -eu\n', 'echo "$1"\n'),
  text('css', 1.2, 'source', '@charset "utf-8";\n', '.answer { color: #424242; }\n'),
  text('html', 2, 'source', '<!DOCTYPE html>\n<html><head><title>Page</title></head><body>\n', '<p>A paragraph.</p>\n'),
  text('json', 5, 'source', '{"items": [\n', '{"id": 42, "name": "answer"},\n'),
  text('xml', 1.5, 'source', '<?xml version="1.0" encoding="UTF-8"?>\n<items>\n', '<item id="42">answer</item>\n'),
  text('yaml', 0.8, 'source', '---\nversion: 1\n', '- name: answer\n  value: 42\n'),
  text('log', 1.5, 'source', '2021-03-04 05:06:07 INFO started\n', '2021-03-04 05:06:08 WARN slow answer 42 ms\n'),
  binary('sqlite', 0.3, 'plain', '53514c69746520666f726d617420330010000101004020200000000100000001'),
  binary('ttf', 0.3, 'plain', '0001000000100100000400004f532f32'),
  binary('woff2', 0.3, 'plain', '774f46320001000000000400000c0000'),
  text('eml', 0.5, 'paper', 'From: a@example.org\nTo: b@example.org\nSubject: Hello\n\n', 'a line of mail\n'),
  text('stl', 0.2, 'plain', 'solid part\n', 'facet normal 0 0 1\nouter loop\nendloop\nendfacet\n'),
  text('torrent', 0.1, 'plain', 'd8:announce20:udp://tracker.test/a4:infod', '6:lengthi42e'),
  binary('exe', 0.3, 'plain', '4d5a90000300000004000000ffff0000b800000000000000400000000000000000000000'),
  binary('', 0.3, 'plain', '7f454c4602010100000000000000000003003e0001000000'),
  text('', 1, 'plain', '', 'Permission is hereby granted to anybody who reads this far.\n'),
  binary('jpg', 0.3, 'photo', '89504e470d0a1a0a0000000d4948445200000040000000400806000000aa6971de'),
];

type Names = FileKind['names'];

function binary(...[extension, weight, names, hex]: [string, number, Names, string]): FileKind {
  return { extension, weight, names, head: Buffer.from(hex.replaceAll(' ', ''), 'hex'), body: '' };
}

function text(...[extension, weight, names, head, body]: [string, number, Names, string, string]): FileKind {
  return { extension, weight, names, head: Buffer.from(head), body };
}

function zipped(extension: string, weight: number, entries: readonly (readonly [string, string])[]): FileKind {
  const { bytes, commentLengthAt } = zipTemplate(entries);
  return { extension, weight, names: 'paper', head: bytes, body: '', paddingLengthAt: commentLengthAt };
}

function office(...[extension, weight, part, type]: [string, number, string, string]): FileKind {
  const types = `<Types><Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/></Types>`;
  return zipped(extension, weight, [
    ['[Content_Types].xml', types],
    ['_rels/.rels', '<Relationships/>'],
    [part, '<a/>'],
  ]);
}
