import { deciderSpec } from '@counterfoil/testing';
import { routingRulesDecider, type ChangeRoutingRules } from './decider.ts';
import type { RoutingRulesEvent } from './events.ts';
import { ruleTo } from './routing-rules.examples.ts';
import type { Rule } from './rules.ts';

const { given } = deciderSpec(routingRulesDecider);
const at = '2026-11-21T10:00:00.000Z';
const toBeta = [ruleTo(['beta'], { amountMin: 5n })];
const toAlpha = [ruleTo(['alpha'])];

const changed = (version: number, rules: readonly Rule[]): RoutingRulesEvent => ({
  type: 'RoutingRulesChanged',
  ...{ merchantId: 'mer_1', version, rules, at },
});
const change = (rules: readonly Rule[], version: number | null = null): ChangeRoutingRules => ({
  type: 'ChangeRoutingRules',
  ...{ merchantId: 'mer_1', rules, version, now: at },
});

describe('the routing rules of a merchant', () => {
  it('are none before the first change, which makes version 1', () =>
    given().when(change(toBeta, 0)).then(changed(1, toBeta)));

  it('are counted from change to change, and each holds all of them', () => {
    const answer = given(changed(1, toBeta)).when(change(toAlpha, 1));
    answer.then(changed(2, toAlpha));
    expect(answer.state).toEqual({ version: 2, rules: toAlpha, updatedAt: at });
  });

  it('are changed by who does not say on what the change is based', () =>
    given(changed(1, toBeta), changed(2, toAlpha)).when(change(toBeta)).then(changed(3, toBeta)));

  it('can be taken away again', () => given(changed(1, toBeta)).when(change([], 1)).then(changed(2, [])));

  it.each([0, 2])('are not changed by who knows another version: %d', version =>
    given(changed(1, toBeta)).when(change(toAlpha, version)).thenRefused('routing_rules_changed'),
  );

  it('are left as they are by the same again, on whichever version it was based', () => {
    given(changed(1, toBeta))
      .when(change([ruleTo(['beta'], { amountMin: 5n })], 0))
      .thenNothing();
    given(changed(1, toBeta)).when(change(toBeta, 1)).thenNothing();
    given().when(change([])).thenNothing();
  });

  it.each([
    ['another amount', [ruleTo(['beta'], { amountMin: 6n })]],
    ['another order', [ruleTo(['beta'], { amountMin: 5n }), ...toAlpha]],
    ['another name', [ruleTo(['beta'], { amountMin: 5n }, 'another')]],
    ['a weight', [{ ...ruleTo([], { amountMin: 5n }, 'to beta'), providers: [{ provider: 'beta', weight: 1 }] }]],
  ])('differ by %s', (_, rules) => given(changed(1, toBeta)).when(change(rules)).then(changed(2, rules)));
});
