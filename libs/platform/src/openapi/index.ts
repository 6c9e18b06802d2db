export { openApiDocument } from './document.ts';
export { DocsModule } from './docs.module.ts';
export type { Described, Operation } from './operation.ts';
export { platformApi } from './platform-api.ts';
export { problemExample } from './problem-answers.ts';
export { problemGuide } from './problem-guide.ts';
