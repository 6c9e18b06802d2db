export { openApiDocument } from './document.ts';
export { DocsModule } from './docs.module.ts';
export type { Described, DescribedWebhook, Operation } from './operation.ts';
export { platformApi } from './platform-api.ts';
export { problemExample } from './problem-answers.ts';
export { problemGuide } from './problem-guide.ts';
export { describeService, mergeDocuments, parseServiceDocument } from './service-document.ts';
export type { ServiceDocument, ServiceRoute } from './service-document.ts';
