/** The suites that take longest, first: a worker that gets one of them last leaves the other without work. */
const LONGEST = [
  'apps/services/test/acceptance.spec.ts',
  'apps/standalone/test/crash-payment.spec.ts',
  'apps/standalone/test/crash-session.spec.ts',
  'apps/standalone/test/crash-operations.spec.ts',
  'apps/standalone/test/fault-matrix.spec.ts',
  'apps/standalone/test/fault-harness.spec.ts',
  'apps/standalone/test/crash-twice.spec.ts',
  // Not beside the other deployment of many processes.
  'apps/services/test/faults.spec.ts',
  'libs/event-sourcing/src/eventstoredb/eventstoredb-event-store.spec.ts',
  'apps/services/test/launcher.spec.ts',
];

const rank = ({ path }) => {
  const at = LONGEST.findIndex(name => path.endsWith(`/${name}`));
  return at < 0 ? LONGEST.length : at;
};

const size = ({ path, context }) => context.hasteFS.getSize(path) ?? 0;

/**
 * The order of the specs, the same on every machine: jest's own goes by what they took the last time, which a fresh clone
 * does not know, and else by their size, which for a table of crashes says nothing.
 * @public Jest wants the default export.
 */
export default class LongestFirst {
  sort(tests) {
    return tests.toSorted((one, other) => rank(one) - rank(other) || size(other) - size(one));
  }

  /** Every n-th, so that the long ones are shared out. */
  shard(tests, { shardIndex, shardCount }) {
    return this.sort([...tests]).filter((_, at) => at % shardCount === shardIndex - 1);
  }

  /** Which those are is not kept: all of them. */
  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {
    // What they took is not needed the next time.
  }
}
