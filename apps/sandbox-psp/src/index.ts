/** The entry point of the provider as a process of its own: fork it with an IPC channel (README, "The process"). */
export const sandboxPspMain: URL = new URL('./main.ts', import.meta.url);
