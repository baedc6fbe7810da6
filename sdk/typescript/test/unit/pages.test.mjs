import assert from 'node:assert/strict';
import test from 'node:test';
import { found, refusal, serveClinik } from './server.mjs';

/** A server with `total` encounters; its cursor is the number of the next row. */
function serveEncounters(t, total) {
  return serveClinik(t, ({ url }) => {
    const query = new URL(url, 'http://localhost').searchParams;
    const from = Number(query.get('cursor') ?? 0);
    const to = Math.min(from + Number(query.get('count') ?? 20), total);
    const data = Array.from({ length: to - from }, (_, place) => ({ id: `enc_${from + place}` }));
    return found({ data, total, cursor: to < total ? String(to) : null, hasMore: to < total });
  });
}

const ids = (rows) => rows.map(({ id }) => id);
const expectedIds = (count) => Array.from({ length: count }, (_, place) => `enc_${place}`);

test('awaiting a search gives one page and its meta', async (t) => {
  const { requests, clinik } = await serveEncounters(t, 50);
  const { data, meta } = await clinik.encounters.search({ patientId: 'pt_1', count: 25, sort: '-date' });
  assert.equal(data.data.length, 25);
  assert.deepEqual([data.total, data.cursor, data.nextCursor, data.hasMore], [50, '25', '25', true]);
  assert.equal(meta.requestId, 'req_0123');
  assert.equal(requests.length, 1);
  const last = await clinik.encounters.search({ count: 25, cursor: data.nextCursor });
  assert.deepEqual([last.data.cursor, last.data.nextCursor, last.data.hasMore], [null, null, false]);
});

test('a search without parameters asks for the bare list', async (t) => {
  const { requests, clinik } = await serveEncounters(t, 1);
  await clinik.encounters.search();
  assert.equal(requests[0].url, '/v1/encounters');
});

test('walking gives every row of every page once, in order', async (t) => {
  const { requests, clinik } = await serveEncounters(t, 250);
  const rows = [];
  for await (const encounter of clinik.encounters.search({ status: 'finished', sort: 'date' })) rows.push(encounter);
  assert.deepEqual(ids(rows), expectedIds(250));
  assert.deepEqual(requests.map(({ url }) => url.split('?')[1]), [
    'count=100&status=finished&sort=date',
    'count=100&status=finished&sort=date&cursor=100',
    'count=100&status=finished&sort=date&cursor=200',
  ]);
});

test('walking keeps to the page size that was asked for, and to the cursor to begin at', async (t) => {
  const { requests, clinik } = await serveEncounters(t, 30);
  const rows = [];
  for await (const encounter of clinik.encounters.search({ count: 10, cursor: '15' })) rows.push(encounter);
  assert.deepEqual(ids(rows), expectedIds(30).slice(15));
  assert.equal(requests.length, 2);
});

test('leaving a walk early asks for no further page', async (t) => {
  const { requests, clinik } = await serveEncounters(t, 250);
  for await (const { id } of clinik.encounters.search()) if (id === 'enc_99') break;
  assert.equal(requests.length, 1);
});

test('nothing is sent before a search is awaited or walked, and awaiting twice sends once', async (t) => {
  const { requests, clinik } = await serveEncounters(t, 5);
  const search = clinik.encounters.search();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(requests.length, 0);
  assert.equal(await search, await search);
  assert.equal(requests.length, 1);
});

test('two walks over one search do not disturb each other', async (t) => {
  const { clinik } = await serveEncounters(t, 230);
  const search = clinik.encounters.search();
  const walk = async () => {
    const rows = [];
    for await (const row of search) rows.push(row);
    return rows;
  };
  for (const rows of await Promise.all([walk(), walk(), search.toArray({ limit: 1000 })])) assert.deepEqual(ids(rows), expectedIds(230));
});

test('toArray collects up to its limit and asks for no more than it needs', async (t) => {
  const { requests, clinik } = await serveEncounters(t, 250);
  assert.deepEqual(ids(await clinik.encounters.search().toArray({ limit: 7 })), expectedIds(7));
  assert.deepEqual(requests.map(({ url }) => url), ['/v1/encounters?count=7']);
  assert.equal((await clinik.encounters.search().toArray({ limit: 150 })).length, 150);
  assert.equal((await clinik.encounters.search().toArray({ limit: 9999 })).length, 250);
});

test('toArray needs its limit', async (t) => {
  const { requests, clinik } = await serveEncounters(t, 5);
  for (const options of [undefined, {}, { limit: 0 }, { limit: Infinity }, { limit: '5' }]) {
    await assert.rejects(clinik.encounters.search().toArray(options), { name: 'ClinikValidationError', message: /limit/ });
  }
  assert.equal(requests.length, 0);
});

test('pages can be walked too', async (t) => {
  const { clinik } = await serveEncounters(t, 120);
  const sizes = [];
  for await (const { data } of clinik.encounters.search().pages()) sizes.push(data.data.length);
  assert.deepEqual(sizes, [100, 20]);
});

test('a search is a promise in all its ways', async (t) => {
  const { clinik } = await serveEncounters(t, 5);
  assert.equal(await clinik.encounters.search().then(({ data }) => data.total), 5);
  let settled = 0;
  await clinik.encounters.search().finally(() => { settled += 1; });
  assert.equal(settled, 1);
  const refused = await serveClinik(t, () => refusal(400, 'INVALID_PARAMETER', 'stauts: did you mean status?'));
  assert.equal(await refused.clinik.encounters.search({ stauts: 'x' }).catch(({ code }) => code), 'INVALID_PARAMETER');
  await assert.rejects(refused.clinik.encounters.search().toArray({ limit: 5 }), { code: 'INVALID_PARAMETER' });
});

test('a failure on a later page ends the walk with its error', async (t) => {
  const { clinik } = await serveClinik(t, (_, number) => (number === 0
    ? found({ data: [{ id: 'enc_0' }], total: 2, cursor: 'next', hasMore: true })
    : refusal(400, 'INVALID_CURSOR')));
  const rows = [];
  await assert.rejects(async () => {
    for await (const row of clinik.encounters.search()) rows.push(row);
  }, { code: 'INVALID_CURSOR' });
  assert.equal(rows.length, 1);
});

test('a list that goes on without moving is an error, never a short or an endless list', async (t) => {
  for (const cursor of [null, 'same']) {
    const { requests, clinik } = await serveClinik(t, () => found({ data: [{}], total: 9, cursor, hasMore: true }));
    await assert.rejects(clinik.encounters.search().toArray({ limit: 100 }), { code: 'INVALID_RESPONSE' });
    assert.ok(requests.length <= 2);
  }
});

test('a walk ends when its signal is aborted', async (t) => {
  const { clinik } = await serveEncounters(t, 500);
  const controller = new AbortController();
  let rows = 0;
  await assert.rejects(async () => {
    for await (const _ of clinik.encounters.search({}, { signal: controller.signal })) {
      rows += 1;
      if (rows === 100) controller.abort();
    }
  }, { name: 'AbortError' });
  assert.equal(rows, 100);
});
