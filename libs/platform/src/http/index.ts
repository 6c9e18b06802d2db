export { Access, Context } from './access.ts';
export { createHttpApplication } from './http-application.ts';
export { pageFiles, serveFile } from './page-files.ts';
export { shutDown } from './shut-down.ts';
export { takeValid, valid } from './valid.ts';
