import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CATEGORIES,
  categoryId,
  categoryOf,
  exitCodeOf,
  LEFT_REASONS,
  leftReasonId,
  leftReasonOf,
  OUTCOME_CODES,
  outcomeId,
  outcomeOf,
  outcomeStatus,
} from '../../src/index.ts';

test('every stored number leads back to its word', () => {
  for (const category of CATEGORIES) assert.equal(categoryOf(categoryId(category)), category);
  for (const code of OUTCOME_CODES) assert.equal(outcomeOf(outcomeId(code)), code);
  for (const reason of LEFT_REASONS) assert.equal(leftReasonOf(leftReasonId(reason)), reason);
});

test('a number of a later version is read as the most careful word', () => {
  assert.equal(categoryOf(250), 'other');
  assert.equal(outcomeOf(250), 'io_error');
  assert.equal(leftReasonOf(250), 'io_error');
});

test('an outcome counts as what Kempt did', () => {
  assert.equal(outcomeStatus('completed'), 'completed');
  assert.equal(outcomeStatus('changed_since_plan'), 'skipped');
  assert.equal(outcomeStatus('no_space_left'), 'failed');
  assert.equal(outcomeStatus('reverted'), 'pending');
});

test('an error ends the process with the code of its kind', () => {
  assert.equal(exitCodeOf('source_not_found'), 4);
  assert.equal(exitCodeOf('system_folder'), 3);
  assert.equal(exitCodeOf('unknown_field'), 2);
  assert.equal(exitCodeOf('declined'), 130);
});
