export { hostedPageApi } from './describe.ts';
export { HostedPageModule } from './hosted-page.module.ts';
