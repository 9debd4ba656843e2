const NO_C_LIBRARY = `
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(name, context, next) {
      if (name === 'koffi') throw new Error('no C library can be bound here');
      return next(name, context);
    },
  });
`;

/** Environment of a process that finds no C library to bind, and so works with the portable calls. */
export const PORTABLE_CALLS: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(NO_C_LIBRARY)}`,
};
