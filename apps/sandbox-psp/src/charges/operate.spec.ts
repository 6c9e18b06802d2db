import { eventually } from '@counterfoil/testing';
import { runningPsp, type RunningPsp } from '../../test/running-psp.ts';

const CARD = '4242424242424242';
let psp: RunningPsp;
beforeAll(async () => (psp = await runningPsp()));
afterAll(() => psp.stop());

const authorized = async (reference: string, number = CARD): Promise<string> => {
  await psp.charge(reference, number, { capture: false });
  return reference;
};
const captured = async (reference: string): Promise<string> => {
  await psp.charge(reference, CARD);
  return reference;
};
const operations = async (reference: string): Promise<object[]> => {
  const rows: { operation: string; amount: number; status: string; calls: number }[] = await psp.books(reference);
  return rows.map(({ operation, amount, status, calls }) => ({ operation, amount, status, calls }));
};

describe('a capture', () => {
  it('takes all of an authorization, or a part of it', async () => {
    const charge = await authorized('ch_capture');
    const { status, body } = await psp.capture(charge, 4_000);
    expect(status).toBe(200);
    expect(body).toMatchObject({ operation: 'capture', status: 'succeeded', amount: 4_000, currency: 'TRY' });
    expect(await operations(charge)).toContainEqual({
      operation: 'capture',
      amount: 4_000,
      status: 'succeeded',
      calls: 1,
    });
  });

  it('takes no more than was authorized', async () => {
    const charge = await authorized('ch_capture_more');
    expect(await psp.capture(charge, 12_501)).toMatchObject({
      status: 409,
      body: { error: 'amount_exceeds_authorized' },
    });
    expect(await operations(charge)).toHaveLength(1);
    expect((await psp.capture(charge, 12_500)).status).toBe(200);
  });

  it('happens once: a repeat answers the same, another amount is refused', async () => {
    const charge = await authorized('ch_capture_once');
    const first = await psp.capture(charge, 5_000);
    expect((await psp.capture(charge, 5_000)).body).toEqual(first.body);
    expect(await psp.capture(charge, 5_001)).toMatchObject({ status: 409, body: { error: 'reference_reused' } });
    expect(await operations(charge)).toContainEqual({
      operation: 'capture',
      amount: 5_000,
      status: 'succeeded',
      calls: 3,
    });
  });

  it('happens once however many ask at once', async () => {
    const charge = await authorized('ch_capture_at_once');
    const answers = await Promise.all(Array.from({ length: 20 }, () => psp.capture(charge, 700)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(await operations(charge)).toContainEqual({
      operation: 'capture',
      amount: 700,
      status: 'succeeded',
      calls: 20,
    });
  });

  it('fails for a card whose capture fails, also with another amount, and the charge can be voided', async () => {
    const charge = await authorized('ch_capture_fails', '4000000000000341');
    const failed = { status: 'failed', decline_code: 'capture_failed', decline_category: 'hard' };
    expect(await psp.capture(charge, 12_500)).toMatchObject({ status: 200, body: { ...failed, amount: 12_500 } });
    expect(await psp.capture(charge, 100)).toMatchObject({ status: 200, body: { ...failed, amount: 100 } });
    expect(await operations(charge)).toContainEqual({ operation: 'capture', amount: 100, status: 'failed', calls: 2 });
    expect((await psp.release(charge)).body.status).toBe('succeeded');
  });

  it('is refused of a charge that captured automatically', async () => {
    const charge = await captured('ch_capture_captured');
    expect(await psp.capture(charge, 1)).toMatchObject({ status: 409, body: { error: 'already_captured' } });
  });

  it.each([
    ['declined', '4000000000000002'],
    ['waiting for the payer', '4000000000003220'],
  ])('is refused of a charge that is %s', async (_state, number) => {
    const charge = await authorized(`ch_capture_${number}`, number);
    expect(await psp.capture(charge, 1)).toMatchObject({ status: 409, body: { error: 'not_authorized' } });
  });

  it('is refused of a charge that does not exist', async () =>
    expect(await psp.capture('ch_nowhere', 1)).toMatchObject({ status: 404, body: { error: 'not_found' } }));
});

describe('a void', () => {
  it('releases an authorization, once', async () => {
    const charge = await authorized('ch_void');
    const first = await psp.release(charge);
    expect(first.body).toMatchObject({ operation: 'void', status: 'succeeded', amount: 12_500 });
    expect((await psp.release(charge)).body).toEqual(first.body);
    expect(await psp.capture(charge, 1)).toMatchObject({ status: 409, body: { error: 'already_voided' } });
    expect(await operations(charge)).toContainEqual({
      operation: 'void',
      amount: 12_500,
      status: 'succeeded',
      calls: 2,
    });
  });

  it('is refused of a captured charge', async () => {
    const charge = await captured('ch_void_captured');
    expect(await psp.release(charge)).toMatchObject({ status: 409, body: { error: 'already_captured' } });
    expect(await operations(charge)).toHaveLength(1);
  });

  it('is refused of a declined charge', async () => {
    const charge = await authorized('ch_void_declined', '4000000000000002');
    expect(await psp.release(charge)).toMatchObject({ status: 409, body: { error: 'not_authorized' } });
  });

  it('ends a challenge that nobody completed', async () => {
    const charge = await authorized('ch_void_3ds', '4000000000003220');
    const { redirect_url } = (await psp.status(charge)).body;
    expect((await psp.release(charge)).body.status).toBe('succeeded');
    expect((await psp.status(charge)).body).toMatchObject({ status: 'declined', decline_code: 'cancelled' });
    await psp.send('POST', `${new URL(redirect_url).pathname}/complete`);
    expect((await psp.status(charge)).body.status).toBe('declined');
  });

  it('and a capture at once: exactly one of them happens', async () => {
    const charge = await authorized('ch_void_or_capture');
    const answers = await Promise.all([psp.release(charge), psp.capture(charge, 12_500)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await operations(charge)).toHaveLength(2);
  });
});

describe('a refund', () => {
  it('gives back at most what was captured, in any number of parts', async () => {
    const charge = await captured('ch_refund');
    expect((await psp.refund(charge, 5_000, 're_1')).body).toMatchObject({
      ...{ reference: 're_1', charge, operation: 'refund', status: 'succeeded', amount: 5_000 },
    });
    expect((await psp.refund(charge, 7_500, 're_2')).status).toBe(200);
    expect(await psp.refund(charge, 1, 're_3')).toMatchObject({
      status: 409,
      body: { error: 'amount_exceeds_captured' },
    });
    expect(await psp.books('re_3')).toEqual([]);
    expect(await psp.books('re_2')).toMatchObject([{ charge, operation: 'refund', amount: 7_500, calls: 1 }]);
  });

  it('gives back no more than a partial capture took', async () => {
    const charge = await authorized('ch_refund_partial');
    await psp.capture(charge, 3_000);
    expect((await psp.refund(charge, 3_001, 're_partial')).body.error).toBe('amount_exceeds_captured');
    expect((await psp.refund(charge, 3_000, 're_partial')).status).toBe(200);
  });

  it('is refused before a capture', async () => {
    const charge = await authorized('ch_refund_uncaptured');
    expect(await psp.refund(charge, 1, 're_early')).toMatchObject({ status: 409, body: { error: 'not_captured' } });
  });

  it('happens once: a repeat answers the same, another amount or charge is refused', async () => {
    const charge = await captured('ch_refund_once');
    const other = await captured('ch_refund_other');
    const first = await psp.refund(charge, 100, 're_once');
    expect((await psp.refund(charge, 100, 're_once')).body).toEqual(first.body);
    expect((await psp.refund(charge, 101, 're_once')).body.error).toBe('reference_reused');
    expect((await psp.refund(other, 100, 're_once')).body.error).toBe('reference_reused');
    expect(await psp.books('re_once')).toMatchObject([{ charge, amount: 100, calls: 4 }]);
  });

  it('never gives back too much, however many ask at once', async () => {
    const charge = await captured('ch_refund_race');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => psp.refund(charge, 2_500, `re_race_${index}`)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.filter(({ body }) => body.error === 'amount_exceeds_captured')).toHaveLength(15);
  });
});

describe('a status query', () => {
  it('tells each operation by its own reference', async () => {
    const charge = await authorized('ch_status');
    const capture = await psp.capture(charge, 9_000);
    const refund = await psp.refund(charge, 1_000, 're_status');
    expect((await psp.status(charge)).body).toMatchObject({ operation: 'authorize', status: 'authorized' });
    expect((await psp.status(charge, 'capture')).body).toEqual(capture.body);
    expect((await psp.status('re_status', 'refund')).body).toEqual(refund.body);
  });

  it('says not_found of what never happened, and counts as no call', async () => {
    const charge = await authorized('ch_status_none');
    expect(await psp.status(charge, 'void')).toMatchObject({ status: 404, body: { error: 'not_found' } });
    expect(await operations(charge)).toMatchObject([{ calls: 1 }]);
  });

  it('tells no failed capture while another one may still change that', async () => {
    const charge = await authorized('ch_status_failed', '4000000000000341');
    await psp.capture(charge, 12_500);
    await psp.fault('delay_before', { operation: 'capture', delay_ms: 500 });
    const again = psp.capture(charge, 100);
    await eventually(async () => (await psp.status(charge, 'capture')).body.status === 'processing');
    await again;
    expect((await psp.status(charge, 'capture')).body).toMatchObject({ status: 'failed', amount: 100 });
  });

  it('refuses an operation it does not know', async () =>
    expect(await psp.status('ch_status', 'steal')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/operation' }] },
    }));
});
