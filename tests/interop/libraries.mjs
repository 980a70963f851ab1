// The same checks with every library of the folder `libraries`, on a relay with default settings: as it is, with PublicUrl and
// without a key, and with a key. A library says in `cannot` what it cannot do, and why; such a check is left out.
//
// A library's file exports `name`, `cannot` and `connect(url, { key, verify })`; with `verify: false` the library believes signatures
// unseen, if it can. That gives an object with `query(filter)`, which resolves to the stored events at EOSE, `close()`, and, where the
// library can,
// * `publish(event)`, which fails with the relay's reason if the relay refuses the event;
// * `live(filter, onEvent)`, which resolves at EOSE and goes on;
// * `page(filter)`, if the library pages by itself;
// * `count(filter)`, which resolves to the number;
// * `authenticate(filter)`, if the library does not ask again by itself after the relay asked for a key.
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import './websocket.mjs'
import WebSocket from 'ws'
import { finalizeEvent, generateSecretKey, getPublicKey } from 'nostr-tools/pure'
import { Relay } from 'nostr-tools/relay'
import { Server } from './server.mjs'

const now = () => Math.floor(Date.now() / 1000)
const author = generateSecretKey()
const reader = generateSecretKey()
const event = (content, more = {}) => finalizeEvent({ kind: 1, created_at: now(), tags: [], content, ...more }, author)
const ids = (events) => events.map(({ id }) => id).sort()

// Several notes share each second, so that pages begin and end within one.
const start = now()
const notes = Array.from({ length: 2_000 }, (_, i) =>
  event(`note ${i}`, { created_at: start - Math.floor(i / 3), tags: [['t', 'paged']] }))
const found = ['grüße, 世界 😀', ' \n "quoted" \\ ', ''].map((content) => event(content, { tags: [['t', 'found']] }))
const mail = event('for the reader', { kind: 1059, tags: [['p', getPublicKey(reader)]] })

const mine = (topic) => ({ kinds: [1], authors: [getPublicKey(author)], '#t': [topic] })
const private_ = { kinds: [1059], '#p': [getPublicKey(reader)] }

/** Gives a relay the events that all libraries read. */
async function fill(url) {
  const relay = await Relay.connect(url)
  const events = [...notes, ...found, mail]
  for (let i = 0; i < events.length; i += 200) {
    await Promise.all(events.slice(i, i + 200).map((stored) => relay.publish(stored)))
  }
  return relay
}

/** Reads older and older pages until one brings nothing new. */
async function pages(query, filter) {
  const all = new Map()
  for (let page = await query(filter), known = -1; all.size > known;) {
    known = all.size
    page.forEach((one) => all.set(one.id, one))
    page = await query({ ...filter, until: Math.min(...page.map((one) => one.created_at)) })
  }
  return [...all.values()]
}

async function publishes(client) {
  const note = event('published')
  await client.publish(note)
  assert.deepEqual(ids(await client.query({ ids: [note.id] })), [note.id])
  await assert.rejects(() => client.publish(event('too early', { created_at: now() + 3_600 })), /invalid: /)
}

async function queries(client) {
  const events = await client.query(mine('found'))
  assert.deepEqual(ids(events), ids(found))
  assert.deepEqual(events.map(({ content }) => content).sort(), found.map(({ content }) => content).sort())
  assert.deepEqual(await client.query(mine('not there')), [])
}

async function followsLive(client, publisher) {
  const topic = Buffer.from(generateSecretKey()).toString('hex')
  const sent = Array.from({ length: 20 }, (_, i) => event(`live ${i}`, { tags: [['t', topic]] }))
  const received = []
  await new Promise((resolve, reject) => {
    const onEvent = (one) => received.push(one) === sent.length && resolve()
    client.live(mine(topic), onEvent).then(() => Promise.all(sent.map((one) => publisher.publish(one)))).catch(reject)
  })
  assert.deepEqual(ids(received), ids(sent))
}

async function pagesThroughThousands(client) {
  const filter = mine('paged')
  assert.deepEqual(ids(await (client.page?.(filter) ?? pages(client.query, filter))), ids(notes))
}

const counts = async (client) => assert.equal(await client.count(mine('paged')), notes.length)

async function goesOnAfterAChallenge(client) {
  // How a library tells its caller that it may not read this is its own affair.
  const ask = async () => (client.live ?? client.query)(private_, () => {})
  ask().catch(() => {})
  // The challenge comes before the answer to this query. It may end the query, but not the connection.
  await client.query(mine('found'))
  await queries(client)
  if (client.publish) await publishes(client)
}

async function authenticates(client) {
  await client.authenticate?.(private_)
  assert.deepEqual(ids(await client.query(private_)), [mail.id])
}

const common = [
  ['publish', 'publishes, and hears why an event is refused', publishes],
  ['query', 'queries to EOSE', queries],
  ['live', 'follows live events', followsLive],
  ['count', 'counts', counts],
]
const challenged = ['challenged', 'goes on after a challenge', goesOnAfterAChallenge]
const paging = ['page', 'pages through two thousand notes', pagesThroughThousands]
const authenticating = ['authenticate', 'authenticates', authenticates]

/** Fails where the relay would not challenge at all, and the checks after a challenge would show nothing. */
const isChallenged = (url) => new Promise((resolve, reject) => {
  const socket = new WebSocket(url)
  socket.on('error', reject)
  socket.on('open', () => socket.send(JSON.stringify(['REQ', 'mail', private_])))
  socket.on('message', (data) => {
    socket.close()
    JSON.parse(String(data))[0] === 'AUTH' ? resolve() : reject(new Error(`no challenge, but ${data}`))
  })
})

/** Runs the checks of one library, one after the other, on one connection. */
async function runChecks(library, where, checks, check, [server, publisher], options = {}) {
  const possible = checks.filter(([ability]) => !library.cannot[ability])
  if (possible.length === 0) return
  const connected = library.connect(server.url, options)
  for (const [, name, run] of possible) {
    await check(`${library.name} ${name}, ${where}`, async () => run(await connected, publisher))
  }
  Promise.resolve(connected).then((client) => client.close()).catch(() => {})
}

async function testLibrary(file, check, plain, open) {
  let library
  await check(`${file} loads`, async () => ({ default: library } = await import(`./libraries/${file}`)))
  if (!library) return
  await runChecks(library, 'by default', common, check, plain)
  await runChecks(library, 'with PublicUrl and logged out', [...common, challenged], check, open)
  // To verify two thousand signatures takes most libraries seconds; the other checks verify enough.
  await runChecks(library, 'with PublicUrl and logged out', [paging], check, open, { verify: false })
  await runChecks(library, 'with PublicUrl', [authenticating], check, open, { key: reader })
}

/** Runs the checks of all libraries, on two relays that stay up. */
export async function testLibraries(check) {
  const plain = await Server.create()
  const open = await Server.create((url) => ({ Relay__PublicUrl: url }))
  const filled = await Promise.all([plain, open].map(async (server) => [server, await fill(server.url)]))
  await check('with PublicUrl, the relay challenges a client that asks for private messages', () => isChallenged(open.url))

  const files = (await readdir(new URL('libraries', import.meta.url))).sort()
  // One after the other, because what one computes would use up the time that another waits for an answer. Only @welshman/net, which
  // hands on 20 messages each 100 ms and computes little, has its turn beside them.
  const waits = 'welshman.mjs'
  const beside = testLibrary(waits, check, ...filled)
  for (const file of files.filter((file) => file !== waits)) await testLibrary(file, check, ...filled)
  await beside

  for (const [server, publisher] of filled) {
    publisher.close()
    await check('the relay ends with 0 after all libraries', async () => assert.equal(await server.stop('SIGTERM'), 0))
    server.remove()
  }
}
