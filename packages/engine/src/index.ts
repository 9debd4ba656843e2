export * from './errors/kempt-error.ts';
export * from './fs/raw-arguments.ts';
export * from './names/display-name.ts';
export * from './names/raw-string.ts';
export * from './operations/engine.ts';
export * from './report/format-quantity.ts';
export * from './report/reason-words.ts';
export * from './report/render-report.ts';
