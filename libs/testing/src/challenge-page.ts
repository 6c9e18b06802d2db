import { send } from './api-client.ts';

/**
 * What a payer's browser does with the 3DS page at `url`: it reads the page, submits the form of that button, and follows
 * our own redirects, sending requests by `ask`. Returns where the payer ends: the first redirect to elsewhere, or the page that no redirect follows.
 */
export const answerChallenge = async (
  url: string,
  button: 'Complete' | 'Fail',
  ask: (method: string, url: string) => ReturnType<typeof send> = send,
): Promise<{
  readonly location: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}> => {
  const page = await ask('GET', url);
  const form = new RegExp(`<form method="post" action="([^"]+)"><button[^>]*>${button}</button>`).exec(page.text);
  if (!form?.[1]) throw new Error(`There is no form with a button ${button} at ${url}: ${page.status} ${page.text}`);
  let location = new URL(form[1], url).href;
  let answer = await ask('POST', location);
  // The provider, then ours: whoever else is meant does not listen here.
  for (let hop = 0; hop < 3; hop += 1) {
    const next = answer.headers.get('location');
    if (next === null) break;
    location = new URL(next, location).href;
    if (new URL(location).hostname !== new URL(url).hostname) break;
    answer = await ask('GET', location);
  }
  return { location, status: answer.status, text: answer.text, headers: answer.headers };
};
