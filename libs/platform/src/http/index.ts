export { Access, Context, Internal } from './access.ts';
export { apiKeyCallers, IDENTITY_CHALLENGE, identityCallers } from './callers.ts';
export type { Callers } from './callers.ts';
export { CallerGone, callerGone } from './caller-gone.ts';
export { createHttpApplication } from './http-application.ts';
export { pageFiles, serveFile } from './page-files.ts';
export { shutDown } from './shut-down.ts';
export { takeValid, valid } from './valid.ts';
