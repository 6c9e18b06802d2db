// Signals first: the product takes a second to load, and who asks it to stop meanwhile is obeyed too. A second one is harmless.
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());

const { run } = await import('./run.ts');
await run(process.env, stop.signal);
