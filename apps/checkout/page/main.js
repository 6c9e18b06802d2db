import { payerApi, pause, Refusal } from './api.js';
import { announce, element } from './element.js';
import { PaymentForm } from './form.js';
import { money } from './money.js';
import { button, leaveFor, notice, outcomes, returnAddress } from './outcome.js';
import { summary } from './summary.js';

const POLL_MS = 1_500;
const SLOWEST_POLL_MS = 5_000;
/** From then on the payer is told that it takes long. */
const LONG_MS = 30_000;
/** How long a payment's success is shown before the payer is taken back. */
const SUCCESS_MS = 4_000;

const stage = document.querySelector('#stage');

/** The one thing shown, and what has to stop when another one is. */
let shown = new AbortController();

/** Shows `content`, with the focus on its heading unless the page has just been opened. */
const show = (layout, title, ...content) => {
  const isFirst = stage.querySelector('.loading') !== null;
  shown.abort();
  shown = new AbortController();
  stage.className = layout;
  stage.replaceChildren(...content);
  document.title = title;
  if (!isFirst) stage.querySelector('h1')?.focus();
  return shown.signal;
};

const showNotice = said => {
  announce(`${said.title}. ${said.text.join(' ')}`);
  return show('single', said.title, notice(said));
};

// Tokens of this tab: who comes back from a challenge brings the session's id only.
const keyOf = sessionId => `counterfoil ${sessionId}`;

const remember = (sessionId, token) => {
  try {
    sessionStorage.setItem(keyOf(sessionId), token);
  } catch {
    // A browser that stores nothing: who comes back from a challenge is sent to the shop.
  }
};

const recall = sessionId => {
  try {
    return sessionStorage.getItem(keyOf(sessionId));
  } catch {
    return null; // as above
  }
};

const query = new URLSearchParams(location.search);
const token = query.get('token') ?? recall(query.get('session_id') ?? '');
const api = payerApi(token ?? '');

const showBroken = () =>
  showNotice({
    tone: 'open',
    title: 'We cannot reach the payment service',
    text: ['Check your connection. If you have paid already, nothing is lost and nothing is paid twice.'],
    actions: [button('Try again', refresh, 'button primary')],
  });

const showUnknown = () =>
  query.has('session_id')
    ? showNotice({
        tone: 'open',
        title: 'You are back from your bank',
        text: ['This browser does not know the order any more. Go back to the shop to see how your payment stands.'],
      })
    : showNotice({
        tone: 'bad',
        title: 'This payment link is not valid',
        text: ['It may be incomplete, or its order is long over. Go back to the shop and start again.'],
      });

/** Reads the session and shows how it stands. */
const refresh = async () => {
  if (!token) return showUnknown();
  try {
    const said = await api.read();
    remember(said.checkout_session.id, token);
    return present(said);
  } catch (error) {
    return error instanceof Refusal ? showUnknown() : showBroken();
  }
};

/** Asks again and again until the session says something else than now. */
const poll = async (since, isStopped) => {
  const startedAt = performance.now();
  const stateOf = ({ status, payment_status: payment }) => `${status} ${payment}`;
  for (let wait = POLL_MS; ; wait = Math.min(wait * 1.2, SLOWEST_POLL_MS)) {
    await pause(wait);
    if (isStopped.aborted) return;
    // A failure now says nothing about the payment: the next answer will.
    const said = await api.read().catch(() => null);
    if (isStopped.aborted) return;
    if (said && stateOf(said.checkout_session) !== stateOf(since)) return present(said);
    if (performance.now() - startedAt > LONG_MS) stage.querySelector('.late')?.removeAttribute('hidden');
  }
};

const showWaiting = (session, title) => {
  const said = { tone: 'open', title, text: ['This takes a moment. Please keep this page open.'], isBusy: true };
  const isStopped = showNotice(said);
  const late = `It takes longer than usual. You may close this page: ${session.merchant_name} will be told how it ends.`;
  stage.querySelector('.notice').append(element('p', { class: 'late', hidden: true }, late));
  void poll(session, isStopped);
};

const cancel = async () => {
  try {
    const said = await api.cancel();
    if (said.checkout_session.status === 'CANCELLED' && said.checkout_session.cancel_url !== null)
      return leaveFor(said.checkout_session.cancel_url, { isReplacing: true });
    if (said.checkout_session.status === 'CANCELLED') return present(said);
    return showWaiting(said.checkout_session, 'Cancelling your payment');
  } catch (error) {
    return error instanceof Refusal ? refresh() : showBroken();
  }
};

const challengeOf = session => session.next_action?.redirect_user_to_url.url;

const showChallenge = session => {
  const isStopped = showNotice({
    tone: 'open',
    title: 'Your bank wants to know that it is you',
    text: [`Confirm the payment of ${money(session.amount, session.currency)} to ${session.merchant_name} there.`],
    actions: [
      button('Continue to your bank', () => leaveFor(challengeOf(session)), 'button primary'),
      button('Cancel payment', cancel, 'quiet'),
    ],
  });
  void poll(session, isStopped);
};

const triesLeft = left => (left === 1 ? 'You have one try left.' : `You have ${left} tries left.`);

const sayDeclined = (form, { decline, attempts_left: left }) => {
  form.complain('Your payment was declined', decline.message, triesLeft(left));
  form.askAgain();
};

const isPayable = ({ status, payment_status: payment }) =>
  status === 'PENDING' || (status === 'PROCESSING' && payment === 'REQUIRES_PAYMENT_METHOD');

/** What came of a confirm, while its form is still there. */
const follow = (form, said) => {
  const session = said.checkout_session;
  const challenge = challengeOf(session);
  if (challenge) return leaveFor(challenge);
  if (!isPayable(session) || !form.element.isConnected) return present(said);
  form.setBusy(false);
  return sayDeclined(form, session);
};

const pay = async (form, body) => {
  form.setBusy(true);
  announce('Paying…');
  try {
    follow(form, await api.confirm(body));
  } catch (error) {
    form.setBusy(false);
    if (!(error instanceof Refusal))
      form.complain(
        'We cannot reach the payment service.',
        'Check your connection and press the button again: nothing is paid twice.',
      );
    else if (error.status === 422) form.showFaults(error.errors);
    else await refresh();
  }
};

const showForm = ({ checkout_session: session, saidAt }) => {
  const form = new PaymentForm(session, { pay: body => pay(form, body), cancel });
  const ended = () => poll(session, isStopped);
  const isStopped = show('checkout', `Pay ${session.merchant_name}`, summary(session, saidAt, ended), form.element);
  if (session.decline) sayDeclined(form, session);
  // Paid or cancelled in another tab.
  const look = () => document.visibilityState === 'visible' && !form.isBusy && catchUp(session, isStopped);
  document.addEventListener('visibilitychange', look, { signal: isStopped });
};

const catchUp = async (session, isStopped) => {
  const said = await api.read().catch(() => null); // the form stays, and finds out when it is sent
  if (said && !isStopped.aborted && said.checkout_session.status !== session.status) present(said);
};

const showSuccess = async session => {
  const isStopped = showNotice(outcomes.COMPLETED(session));
  await pause(SUCCESS_MS);
  if (!isStopped.aborted) leaveFor(returnAddress(session), { isReplacing: true });
};

/** Shows the session as it stands. */
const present = said => {
  const session = said.checkout_session;
  if (isPayable(session)) return showForm(said);
  if (session.status === 'COMPLETED') return showSuccess(session);
  if (session.status !== 'PROCESSING') return showNotice(outcomes[session.status](session));
  if (challengeOf(session)) return showChallenge(session);
  return showWaiting(session, 'Your payment is being processed');
};

// Who comes back with the browser's button sees how it stands now, not how it stood.
addEventListener('pageshow', ({ persisted }) => persisted && refresh());
await refresh();
