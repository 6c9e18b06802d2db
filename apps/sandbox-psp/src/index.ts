export { startSandboxPsp } from './server.ts';
export type { SandboxPsp, SandboxPspOptions } from './server.ts';

/** The entry point of the provider as a process of its own: fork it with an IPC channel (README, "Process"). */
export const sandboxPspMain: URL = new URL('./main.ts', import.meta.url);
