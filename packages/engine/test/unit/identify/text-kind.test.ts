import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchText } from '../../../src/identify/text-kind.ts';

const kindOf = (text: string): string | undefined => matchText(text)?.kind.extension;

test('the first line names the program of a script', () => {
  const scripts: [string, string][] = [
    ['#!/bin/sh\necho', 'sh'],
    ['#! /usr/bin/perl -w\n', 'pl'],
    ['#!/usr/bin/env python3.12\nprint()', 'py'],
    ['#!/usr/bin/env -S NODE_ENV=x node --flag\r\n', 'js'],
    ['#!/usr/bin/env', 'sh'],
    ['#!/opt/own/program\n', 'sh'],
    ['#!', 'sh'],
  ];
  for (const [text, extension] of scripts) assert.equal(kindOf(text), extension, text);
});

test('headers tell the kind of a text', () => {
  const texts: [string, string][] = [
    ['<!DOCTYPE html>\n<title>x</title>', 'html'],
    ['\n  <HTML><body>', 'html'],
    ['<svg xmlns="http://www.w3.org/2000/svg">', 'svg'],
    ['<?php echo 1;', 'php'],
    ['BEGIN:VCARD\r\n', 'vcf'],
    ['BEGIN:VCALENDAR\r\n', 'ics'],
    ['WEBVTT\n\n', 'vtt'],
    ['#EXTM3U\n', 'm3u8'],
    ['[InternetShortcut]\r\nURL=https://example.org', 'url'],
    ['[Desktop Entry]\n', 'desktop'],
    ['magnet:?xt=urn:btih:abc', 'magnet'],
    ['-----BEGIN PGP MESSAGE-----', 'pgp'],
    ['-----BEGIN PGP SIGNATURE-----', 'asc'],
    ['-----BEGIN CERTIFICATE-----', 'pem'],
    ['diff --git a/x b/x', 'diff'],
    ['ISO-10303-21;', 'step'],
    ['solid cube\n  facet normal 0 0 1', 'stl'],
    ['-- MySQL dump 10.13', 'sql'],
    ['\\documentclass{article}', 'tex'],
  ];
  for (const [text, extension] of texts) assert.equal(kindOf(text), extension, text);
});

test('the root tells the kind of an XML file', () => {
  const prolog = '<?xml version="1.0"?>\n<!-- a <comment> -->\n';
  assert.equal(kindOf(`${prolog}<!DOCTYPE svg PUBLIC "x" "y" [<!ENTITY a "b">]>\n<svg width="1">`), 'svg');
  assert.equal(kindOf(`${prolog}<rss version="2.0">`), 'rss');
  assert.equal(kindOf(`${prolog}<html xmlns="x">`), 'html');
  assert.equal(kindOf(`${prolog}<COLLADA>`), 'dae');
  assert.equal(kindOf(`${prolog}<anything>`), 'xml');
  assert.equal(kindOf(prolog), 'xml');
  assert.equal(kindOf('<gpx version="1.1">'), 'gpx');
  assert.equal(kindOf('<constructor>'), undefined);
});

test('JSON is told from other brackets', () => {
  for (const text of ['{"a": 1}', '{}', '[]', '[1, 2]', '[-1.5e3 ,', '[\n  {', '[["a"]', '["a"]']) {
    assert.equal(kindOf(text), 'json', text);
  }
  for (const text of ['{ body }', '[section]\nkey=1', '[2024-01-01 10:00:00] started', '[1] a footnote', '{']) {
    assert.equal(kindOf(text), undefined, text);
  }
});

test('mails are told by their fields', () => {
  assert.equal(kindOf('From: a@example.org\r\nTo: b@example.org\r\nSubject: hello\r\n\r\nwords'), 'eml');
  assert.equal(kindOf('Received: from x\n\tby y\nMessage-ID: <1@x>\nX-Own: 1\n\n'), 'eml');
  assert.equal(kindOf('From a@example.org Thu Jul 22 10:11:12 2021\nReceived: x'), 'mbox');
  assert.equal(kindOf('From: one field\n\nis not enough'), undefined);
  assert.equal(kindOf('Dear all,\n\nFrom: a\nTo: b\nSubject: c'), undefined);
});

test('other text has no kind', () => {
  for (const text of ['', 'words', 'solid advice', '<3', 'a,b,c\n1,2,3']) assert.equal(kindOf(text), undefined, text);
});
