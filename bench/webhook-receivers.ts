import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReceiverOrder, ReceiverReport } from './webhook-receiver.ts';

/** A receiver in another process. */
export interface BenchReceiver {
  readonly url: string;
  /** Forgets what it got, and from now on answers 200 at once, or never. */
  begin(how: 'answers' | 'hangs'): Promise<void>;
  report(): Promise<ReceiverReport>;
  close(): Promise<void>;
}

const loader = fileURLToPath(new URL('../tools/typescript.mjs', import.meta.url));
const program = fileURLToPath(new URL('webhook-receiver.ts', import.meta.url));

export const startReceiver = async (): Promise<BenchReceiver> => {
  const child = fork(program, { execArgv: ['--import', loader] });
  const next = async (): Promise<unknown> => ((await once(child, 'message')) as readonly unknown[])[0];
  const tell = (order: ReceiverOrder): Promise<unknown> => {
    const answer = next();
    child.send(order);
    return answer;
  };
  const port = await next();
  return {
    url: `http://127.0.0.1:${String(port)}/hook`,
    begin: async how => {
      await tell({ begin: how });
    },
    report: async () => (await tell({ report: true })) as ReceiverReport,
    close: async () => {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
};
