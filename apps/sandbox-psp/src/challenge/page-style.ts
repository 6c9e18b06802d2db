import { createHash } from 'node:crypto';

/** The page's only style sheet, sent inside it. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #eef1f6; --card: #fff; --ink: #16202e; --soft: #566375; --line: #dbe1ea; --edge: #8390a3;
  --accent: #1f4fd8; --accent-ink: #fff; --note: #fff6dd; --note-ink: #6b4a00 }
@media (prefers-color-scheme: dark) { :root { --ground: #0f141c; --card: #18202b; --ink: #eef2f8; --soft: #a3afc0;
  --line: #2d3846; --edge: #74839a; --accent: #8fb0ff; --accent-ink: #0c1730; --note: #332a12; --note-ink: #ffdf94 } }
* { box-sizing: border-box; margin: 0 }
body { min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { width: 100%; max-width: 26rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
  padding: 2rem; box-shadow: 0 1px 2px rgb(16 24 40 / 6%), 0 12px 32px rgb(16 24 40 / 8%) }
.step { color: var(--soft); font-size: .875rem; font-weight: 600 }
h1 { margin: .25rem 0 .5rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em }
p { color: var(--soft) }
dl { margin: 1.5rem 0; border-block: 1px solid var(--line) }
dl div { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; padding: .75rem 0 }
dl div + div { border-top: 1px solid var(--line) }
dt { color: var(--soft) }
dd { font-weight: 600; font-variant-numeric: tabular-nums; text-align: end }
.amount dd { font-size: 1.375rem; letter-spacing: -.01em }
.actions { display: grid; gap: .75rem }
button, .button { display: block; width: 100%; padding: .75rem 1rem; border: 1px solid var(--edge);
  border-radius: .625rem; background: transparent; color: inherit; font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; cursor: pointer }
button:hover, .button:hover { border-color: var(--ink) }
.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink) }
.primary:hover { border-color: var(--accent); filter: brightness(1.08) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
.note { margin-top: 1.5rem; padding: .625rem .875rem; border-radius: .625rem; background: var(--note);
  color: var(--note-ink); font-size: .875rem }
`;

/**
 * Nothing but this style sheet may load or run. `form-action` is left open: browsers apply it to the redirects that
 * follow, which lead to the merchant.
 */
export const CONTENT_SECURITY_POLICY = [
  `default-src 'none'`,
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  `base-uri 'none'`,
  `frame-ancestors 'none'`,
].join('; ');
