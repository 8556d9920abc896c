// node watch.mjs URL TOKEN REVOKE...: what graphql-ws, a client of another hand, sees of subscriptions.
// REVOKE is the command that revokes TOKEN; it runs in another process, beside the server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, token, ...revoke] = process.argv.slice(2);
const PATIENCE_MS = 10_000;
const CUT_WITHIN_MS = 2_000; // a second, and slack for a busy machine

const soon = (promise, what) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error(`${what} did not come`)), PATIENCE_MS).unref()),
  ]);

async function ask(query, variables = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

let tellClosed;
const closed = new Promise((resolve) => (tellClosed = resolve));
const client = createClient({
  url: `${url.replace(/^http/, 'ws')}/ws`,
  webSocketImpl: WebSocket,
  connectionParams: { authorization: `Bearer ${token}` },
  lazy: false,
  onNonLazyError: () => {},
  retryAttempts: 0,
  keepAlive: 1_000,
  on: { closed: (event) => tellClosed(`${event.code} ${event.reason}`) },
});

// A subscription that can't be is an error of its own, and the connection lives on.
const flags = client.iterate({ query: 'subscription { nothing { id } }' });
await assert.rejects(soon(flags.next(), 'a refusal'), (errors) => errors[0].extensions.code === 'INVALID_DOCUMENT');

const sessions = client.iterate({ query: 'subscription { sessionChanged { id status groupId } }' });
const first = sessions.next();
await new Promise((resolve) => setTimeout(resolve, 500)); // the protocol does not say when a subscription has begun

const { sites, staff, programs } = await ask(
  '{ sites { nodes { id } } staff { nodes { id } } programs { nodes { id code } } }',
);
const program = programs.nodes.find(({ code }) => code === 'IPT-GROUP');
const { createGroup } = await ask(
  'mutation ($input: CreateGroupInput!) { createGroup(input: $input) { group { id } userErrors { message } } }',
  { input: { programId: program.id, siteId: sites.nodes[0].id, name: 'Tuesdays', admission: 'OPEN' } },
);
const input = {
  groupId: createGroup.group.id,
  therapistId: staff.nodes[0].id,
  weekday: 'TUESDAY',
  localStart: '18:00:00',
  zone: 'America/New_York',
  startOn: new Date(Date.now() + 8 * 86_400_000).toISOString().slice(0, 10),
  plannedCount: 12,
};
const { previewSeries } = await ask(
  'query ($input: SeriesInput!) { previewSeries(input: $input) { preview { hash } userErrors { message } } }',
  { input },
);
assert.deepEqual(previewSeries.userErrors, []);
const { createSeries } = await ask(
  `mutation ($input: SeriesInput!, $hash: String!) { createSeries(input: $input, planHash: $hash)
    { series { id } userErrors { message } } }`,
  { input, hash: previewSeries.preview.hash },
);
assert.deepEqual(createSeries.userErrors, []);
const seen = [(await soon(first, 'the first session')).value];
while (seen.length < 12) seen.push((await soon(sessions.next(), 'a session')).value);
for (const { data } of seen) assert.equal(data.sessionChanged.groupId, createGroup.group.id);
console.log(`${seen.length} sessions were told of`);

const over = sessions.next().catch((event) => event);
execFileSync(revoke[0], revoke.slice(1), { stdio: 'ignore' });
const revoked = Date.now();
assert.equal(await soon(closed, 'the cut'), '4403 Forbidden');
const took = Date.now() - revoked;
assert.ok(took < CUT_WITHIN_MS, `the cut took ${took} ms`);
await over;
console.log(`a revoked token was cut off after ${took} ms`);
process.exit(0);
