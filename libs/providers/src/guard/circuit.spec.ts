import { Circuit, type CircuitStatus } from './circuit.ts';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 21) + seconds * 1_000);

const circuit = () => {
  let now = at(0);
  const changes: CircuitStatus[] = [];
  const subject = new Circuit({ now: () => now }, to => changes.push(to));
  const call = (verdict: 'sound' | 'failed', times = 1): void => {
    for (let time = 0; time < times; time += 1) subject.enter()?.(verdict);
  };
  return { subject, call, changes, go: (seconds: number) => (now = at(seconds)) };
};

describe('the circuit of a provider', () => {
  it('opens when more than half of its calls failed, ten at least', () => {
    const { subject, call, changes } = circuit();
    call('failed', 9);
    expect(subject.status).toBe('closed');
    call('failed');
    expect(subject.status).toBe('open');
    expect(subject.outage).toMatchObject({ reason: 'circuit_open', openedAt: at(0), retryAt: at(5) });
    expect([subject.isPassable, subject.enter(), changes]).toEqual([false, undefined, ['open']]);
  });

  it('stays closed while half of its calls succeed', () => {
    const { subject, call } = circuit();
    for (let pair = 0; pair < 100; pair += 1) {
      call('sound');
      call('failed');
    }
    expect(subject.status).toBe('closed');
  });

  it('forgets what was twenty calls ago', () => {
    const { subject, call } = circuit();
    call('sound', 1_000);
    call('failed', 10);
    expect(subject.status).toBe('closed');
    call('failed');
    expect(subject.status).toBe('open');
  });

  it('lets one call through once it has waited, and all of them when that one succeeds', () => {
    const { subject, call, changes, go } = circuit();
    call('failed', 10);
    go(4.999);
    expect(subject.enter()).toBeUndefined();
    go(5);
    expect([subject.status, subject.isPassable]).toEqual(['half_open', true]);
    const probe = subject.enter();
    expect([subject.status, subject.isPassable, subject.enter()]).toEqual(['half_open', false, undefined]);
    probe?.('sound');
    expect([subject.status, subject.outage, changes]).toEqual(['closed', null, ['open', 'half_open', 'closed']]);
    call('failed', 9);
    expect(subject.status).toBe('closed');
  });

  it('waits longer after each probe that fails, a minute at most, and has been open all the time', () => {
    const { subject, call, go } = circuit();
    call('failed', 10);
    const waits: number[] = [];
    let now = 0;
    for (let probe = 0; probe < 6; probe += 1) {
      const retryAt = (subject.outage?.retryAt.getTime() ?? 0) / 1_000 - at(0).getTime() / 1_000;
      waits.push(retryAt - now);
      go((now = retryAt));
      call('failed');
    }
    expect(waits).toEqual([5, 10, 20, 40, 60, 60]);
    expect(subject.outage?.openedAt).toEqual(at(0));
  });

  it('takes what a call says that began before it opened for no news', () => {
    const { subject, call } = circuit();
    const slow = [subject.enter(), subject.enter()];
    call('failed', 10);
    slow[0]?.('sound');
    slow[1]?.('failed');
    expect(subject.outage).toMatchObject({ retryAt: at(5) });
  });

  it('takes it for no news either when it has closed again since', () => {
    const { subject, call, go } = circuit();
    const slow = Array.from({ length: 20 }, () => subject.enter());
    call('failed', 10);
    go(5);
    call('sound');
    slow.forEach(pass => pass?.('failed'));
    expect(subject.status).toBe('closed');
  });

  it('opens for as long as the provider asks, and not for less when it asks again', () => {
    const { subject, go } = circuit();
    subject.leaveAlone(30_000);
    subject.leaveAlone(10_000);
    expect(subject.outage).toMatchObject({ reason: 'retry_after', openedAt: at(0), retryAt: at(30) });
    go(29);
    subject.leaveAlone(2_000);
    expect(subject.outage).toMatchObject({ openedAt: at(0), retryAt: at(31) });
    go(31);
    subject.enter()?.('sound');
    expect(subject.status).toBe('closed');
  });

  it('heeds a provider that asks to be left alone by the answer to the probe', () => {
    const { subject, call, go } = circuit();
    call('failed', 10);
    go(5);
    const probe = subject.enter();
    subject.leaveAlone(60_000);
    probe?.('failed');
    expect(subject.outage).toMatchObject({ reason: 'retry_after', retryAt: at(65) });
  });
});
