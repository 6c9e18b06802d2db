export { asyncApiDocument } from './document.ts';
export { eventExamples } from './event-examples.ts';
export { eventGuide } from './event-guide.ts';
