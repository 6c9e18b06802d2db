/**
 * Aborted once somebody asks this process to stop. To be imported before everything else: a process takes a second to
 * load, and who asks it to stop meanwhile is obeyed too. A second signal is harmless.
 */
export const stopSignal = (): AbortSignal => {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  return stop.signal;
};
