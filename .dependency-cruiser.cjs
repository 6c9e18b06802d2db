/** What ESLint's project rule cannot see: order inside a package, and who may hold which driver (ARCHITECTURE.md, "The floors"). */

const context = 'libs/(session|payment|charge-attempt|ledger|webhook-dispatcher)';

/** The rooms of a context that each room must not look up to. */
const rooms = {
  'read-model': ['commands', 'queries', 'consumers', 'http'],
  commands: ['consumers', 'http'],
  queries: ['consumers', 'http'],
  consumers: ['http'],
  http: ['consumers'],
};

const roomsInOrder = Object.entries(rooms).map(([room, above]) => ({
  name: `${room}-looks-down`,
  comment: `${room}/ is below ${above.join('/, ')}/ and the module: move what both need down, or pass it in.`,
  severity: 'error',
  from: { path: `^${context}/src/${room}/`, pathNot: '\\.spec\\.ts$' },
  to: { path: [`^libs/$1/src/(${above.join('|')})/`, '^libs/$1/src/[^/]+\\.module\\.ts$'] },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'domain-is-pure',
      comment:
        'domain/ imports zod, @counterfoil/money, @counterfoil/event-sourcing/decider and itself: nothing that does I/O.',
      severity: 'error',
      from: { path: `^${context}/src/domain/`, pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: [
          '^libs/$1/src/domain/',
          '^libs/money/src/',
          '^libs/event-sourcing/src/decider\\.ts$',
          '^node_modules/zod/',
        ],
      },
    },
    ...roomsInOrder,
    {
      name: 'kafka-in-its-adapter',
      comment: 'Only the Kafka adapter of the messaging port knows kafkajs.',
      severity: 'error',
      from: { pathNot: '^libs/messaging/(src/kafka|test)/' },
      to: { path: '(^|/)node_modules/kafkajs/' },
    },
    {
      name: 'eventstoredb-in-its-adapter',
      comment: 'Only the EventStoreDB adapter of the event-store port, and its double, know the client.',
      severity: 'error',
      from: { pathNot: '^libs/(event-sourcing/src/eventstoredb|testing/src/eventstoredb)' },
      to: { path: '(^|/)node_modules/@eventstore/' },
    },
    {
      name: 'opentelemetry-in-its-room',
      comment: 'Whoever makes a step calls `traced`; only the tracing of the platform knows OpenTelemetry.',
      severity: 'error',
      from: { pathNot: ['^libs/platform/src/tracing/', '\\.spec\\.ts$', '^libs/testing/'] },
      to: { path: '(^|/)node_modules/@opentelemetry/' },
    },
    {
      name: 'sql-in-its-rooms',
      comment:
        "A context's SQL lives in read-model/ and queries/; its module may pass the pool on. The ground floor has none.",
      severity: 'error',
      from: {
        path: [`^${context}/src/(domain|commands|consumers|http)/`, '^libs/(money|contracts|providers)/'],
        pathNot: '\\.spec\\.ts$',
      },
      to: { path: '(^|/)node_modules/(@types/)?pg/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.d\\.ts$' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Type-only imports are dependencies too: a rule that a type may break is no rule.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    skipAnalysisNotInRules: true,
  },
};
