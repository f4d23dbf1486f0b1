/** What the language status item says, state by state. */
import { expect, it } from 'vitest';
import { toStatusView } from '../../client/src/statusView.ts';
import type { ServerStatus } from '../../server/protocol.ts';
import { english } from './english.ts';

const view = (status: ServerStatus, isTrusted: boolean): ReturnType<typeof toStatusView> => toStatusView(status, isTrusted, english, 'en');

it.each<[ServerStatus, string, string, string]>([
  [{ state: 'idle', findings: 3, ms: 41.4 }, 'Loopwise: 3 findings', '41 ms', 'information'],
  [{ state: 'idle', findings: 1 }, 'Loopwise: 1 finding', '', 'information'],
  [{ state: 'idle' }, 'Loopwise: no findings', '', 'information'],
  [{ state: 'analysing', done: 214, total: 1902, message: 'facts' }, 'Loopwise: analysing 214 of 1,902', 'facts', 'information'],
  [{ state: 'analysing' }, 'Loopwise: analysing', '', 'information'],
  [{ state: 'degraded', message: 'node_modules is missing; run npm ci.' }, 'Loopwise: limited', 'node_modules is missing; run npm ci.', 'warning'],
  [{ state: 'stopped', message: 'It ended.' }, 'Loopwise: stopped', 'It ended.', 'error'],
])('%j', (status, text, detail, severity) => {
  expect(view(status, true)).toMatchObject({ text, detail, severity, isBusy: status.state === 'analysing' });
});

it('says why the document that is looked at is left out, and no other', () => {
  const status: ServerStatus = { state: 'idle', findings: 2, notAnalysed: [{ uri: 'file:///a.js', reason: 'minified' }] };
  expect(toStatusView(status, true, english, 'en', 'file:///a.js')).toMatchObject({ text: 'Loopwise: not this file', detail: 'minified: open its source, or split it', severity: 'warning' });
  expect(toStatusView(status, true, english, 'en', 'file:///b.js').text).toBe('Loopwise: 2 findings');
  expect(toStatusView({ ...status, state: 'stopped' }, true, english, 'en', 'file:///a.js').text).toBe('Loopwise: stopped');
});

it('cuts a detail that would push the action out of the window', () => {
  const { detail } = view({ state: 'degraded', message: 'x'.repeat(200) }, true);
  expect(detail).toBe(`${'x'.repeat(89)}…`);
});

it('offers a restart only when nothing runs any more', () => {
  expect(view({ state: 'stopped' }, true).action).toBe('restartServer');
  expect(view({ state: 'degraded' }, true).action).toBe('showLog');
});

it('says so when the workspace is not trusted', () => {
  expect(view({ state: 'idle', findings: 2, ms: 9 }, false).detail).toMatch(/^Restricted mode.* · 9 ms$/);
});
