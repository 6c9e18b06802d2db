/** Longer than the API waits for an outcome, milliseconds. */
const PATIENCE_MS = 30_000;
const TRIES = 4;
const PAUSE_MS = 1_500;

/** What the API refused (RFC 9457). `errors`: `{pointer, detail}` of each fault of a body. */
export class Refusal extends Error {
  constructor(status, { code = '', detail = '', errors = [] }, retryAfterS) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.retryAfterS = retryAfterS;
  }
}

/** The API cannot be reached, or did not finish: whatever was asked may have been done. */
export class Unreachable extends Error {}

export const pause = ms => new Promise(resume => setTimeout(resume, ms));

const send = async (path, init) => {
  try {
    const answer = await fetch(path, { ...init, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    return { answer, body: await answer.json() };
  } catch (error) {
    throw new Unreachable('The API did not answer', { cause: error });
  }
};

const ask = async (path, body) => {
  const headers = { 'content-type': 'application/json' };
  const { answer, body: said } = await send(path, body && { method: 'POST', headers, body: JSON.stringify(body) });
  if (answer.ok) return { ...said, saidAt: Date.parse(answer.headers.get('date')) };
  const refusal = new Refusal(answer.status, said, Number(answer.headers.get('retry-after')) || 0);
  if (answer.status >= 500) throw new Unreachable('The API could not finish', { cause: refusal });
  throw refusal;
};

/** Asks again what the API could not do yet: repeated, each of our calls has its effect once. */
const insist = async attempt => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isLimited = error instanceof Refusal && error.status === 429;
      if (tries === TRIES || !(isLimited || error instanceof Unreachable)) throw error;
      const waitS = (isLimited ? error : error.cause)?.retryAfterS;
      await pause(waitS ? waitS * 1_000 : PAUSE_MS * tries);
    }
  }
};

/**
 * What the payer who holds `token` may ask. Each answers `{checkout_session, saidAt}`, `saidAt` by the server's clock in
 * milliseconds. They throw Refusal or Unreachable.
 */
export const payerApi = token => {
  const path = `v1/checkout-sessions/token/${encodeURIComponent(token)}`;
  return {
    read: () => insist(() => ask(path)),
    confirm: body => insist(() => ask(`${path}/confirm`, body)),
    cancel: () => insist(() => ask(`${path}/cancel`, {})),
  };
};
