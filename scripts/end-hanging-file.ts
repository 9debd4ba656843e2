/**
 * Loaded into the process of each file of tests: something a test left open keeps it from ending, and the whole run with
 * it. After as many milliseconds as the query of this address names it says so and fails.
 */
const milliseconds = Number(new URL(import.meta.url).searchParams.get('ms'));

setTimeout(() => {
  const open = process.getActiveResourcesInfo().join(', ');
  console.error(`The file has not ended after ${String(milliseconds / 1000)} s. Still open: ${open}.`);
  process.exit(1);
}, milliseconds).unref();
