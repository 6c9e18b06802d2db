import type { ExportOptions, Tracing } from './otlp.ts';

interface TracingOptions extends Omit<ExportOptions, 'endpoint'> {
  /** Null: nothing is recorded, and no SDK loaded. */
  readonly endpoint: string | null;
}

/** Has the spans of this process recorded and sent to a collector, when there is one. */
export const startTracing = async ({ endpoint, ...options }: TracingOptions): Promise<Tracing> => {
  if (endpoint === null) return { stop: async () => {} };
  const { exportSpans } = await import('./otlp.ts');
  return exportSpans({ endpoint, ...options });
};
