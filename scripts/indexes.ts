/** `npm run indexes [-- FILES]`: whether indexes answer what is asked, on a million file records; `npm test` takes fewer. */
import { runTestFile } from './run-test-file.ts';

const [files = '1000000'] = process.argv.slice(2);
runTestFile('packages/server/test/integration/indexes.test.ts', { KEMPT_INDEX_FILES: files });
