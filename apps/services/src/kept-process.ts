import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@counterfoil/platform/logging';
import { StartFailure } from '@counterfoil/process';
import { ExponentialBackoff } from 'cockatiel';
import { passOnLines } from './labelled-lines.ts';

/** A process to be started, and started again whenever it dies. */
export interface Planned {
  /** Such as `payment-1`. */
  readonly name: string;
  readonly main: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What was started, as it tells of itself. */
interface Started {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly exited: Promise<unknown>;
}

/** Between its death and the next try, which is soon when it had been ready. */
const backoff = new ExponentialBackoff({ initialDelay: 100, maxDelay: 5_000 });

/** A process that was asked to stop and did not is ended after this long, milliseconds: later than it would end itself. */
const STOP_MS = 10_500;

const launch = ({ name, main, env }: Planned): Started => {
  // The channel is how it notices that we are gone, however we went.
  const child = fork(main, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  let last = 'it said nothing';
  const { stdout, stderr } = child;
  if (stdout) passOnLines(name, stdout, process.stdout, line => /^ready http/.test(line) && resolve());
  if (stderr) passOnLines(name, stderr, process.stderr, line => (last = line));
  const exited = once(child, 'close');
  void exited.then(() => reject(new StartFailure(`${name} does not start: ${last}`)));
  // Whoever waits for it hears of it.
  ready.catch(() => undefined);
  return { child, ready, exited };
};

/** One process of a service, kept running. */
export class KeptProcess {
  private current: Started | undefined;
  private kept: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  constructor(
    private readonly planned: Planned,
    private readonly log: Logger,
    /** Told whenever it has another pid. */
    private readonly changed: () => void,
  ) {}

  get name(): string {
    return this.planned.name;
  }

  get pid(): number | undefined {
    return this.current?.child.pid;
  }

  /** Resolves once it is ready. @throws StartFailure when it exits instead */
  async start(): Promise<void> {
    const first = this.launch();
    await first.ready;
    this.kept = this.keep(first);
  }

  /** Asks it to stop, and resolves when it is gone. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const { child, exited } = this.current ?? {};
    child?.kill('SIGTERM');
    const late = setTimeout(() => child?.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(late);
    await this.kept;
  }

  private launch(): Started {
    this.current = launch(this.planned);
    this.changed();
    return this.current;
  }

  private async keep(first: Started): Promise<void> {
    const { signal } = this.stopping;
    let wait = backoff.next();
    for (let { child, exited, ready } = first; ; { child, exited, ready } = this.launch()) {
      const wasReady = await ready.then(
        () => true,
        () => false,
      );
      await exited;
      if (signal.aborted) return;
      const { exitCode: code, signalCode } = child;
      this.log.error({ child: this.name, code, signal: signalCode }, 'a process died; it is started again');
      wait = wasReady ? backoff.next() : wait.next(undefined);
      // A stop ends the wait early.
      await sleep(wait.duration, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
    }
  }
}
