/**
 * Ends a Jest run with one plain line that a machine can read: `N passed, N failed[, N skipped]`.
 * @public Jest wants the default export.
 */
export default class SummaryReporter {
  onRunComplete(_testContexts, results) {
    // A suite that cannot run has no tests to count as failed; it is a failure all the same.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const parts = [`${results.numPassedTests} passed`, `${failed} failed`];
    if (skipped > 0) parts.push(`${skipped} skipped`);
    // Jest's own summary and the global teardown still speak after this call: the line waits for the end.
    process.once('exit', () => process.stdout.write(`${parts.join(', ')}\n`));
  }
}
