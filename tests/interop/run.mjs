// Publishes, queries and subscribes with clients nobody here wrote: nostr-tools, NDK and ws, then the libraries of the folder
// `libraries`. Kills the relay half way and looks whether anything is lost.
import assert from 'node:assert/strict'
import WebSocket from 'ws'
import { finalizeEvent, generateSecretKey, getPublicKey, verifyEvent } from 'nostr-tools/pure'
import { Relay, useWebSocketImplementation } from 'nostr-tools/relay'
import { SimplePool, useWebSocketImplementation as usePoolWebSocket } from 'nostr-tools/pool'
import { fetchRelayInformation, useFetchImplementation } from 'nostr-tools/nip11'
import { testAccess } from './access.mjs'
import { testLibraries } from './libraries.mjs'
import { testMoving } from './moving.mjs'
import { Server } from './server.mjs'

useWebSocketImplementation(WebSocket)
usePoolWebSocket(WebSocket)
useFetchImplementation(fetch)

const deadline = setTimeout(() => fail(new Error('the run took longer than two minutes')), 120_000)
process.on('uncaughtException', fail)

const now = () => Math.floor(Date.now() / 1000)
let passed = 0
let failed = 0
const step = (name) => {
  passed++
  console.log(`ok  ${name}`)
}

/** A check that the others do not need: they go on if it fails. */
async function check(name, run) {
  let late
  try {
    await Promise.race([run(), new Promise((_, reject) => {
      late = setTimeout(() => reject(new Error('no answer in 40 seconds')), 40_000)
    })])
    step(name)
  } catch (error) {
    failed++
    console.log(`FAIL ${name}: ${error.message}`)
  } finally {
    clearTimeout(late)
  }
}

/** What the rest needs has failed. */
function fail(error) {
  console.error(error)
  Server.running.forEach((server) => server.remove())
  failed++
  end()
}

function end() {
  clearTimeout(deadline)
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}

async function run() {
  const server = await Server.create()
  const { url } = server

  const alice = generateSecretKey()
  const bob = generateSecretKey()
  const note = (key, content, more = {}) =>
    finalizeEvent({ kind: 1, created_at: now(), tags: [], content, ...more }, key)

  const information = await fetchRelayInformation(url)
  assert.ok(information.supported_nips.includes(1))
  assert.equal(information.limitation.max_subid_length, 64)
  step('reads the information document')

  const relay = await Relay.connect(url)
  const hello = note(alice, 'grüße, 世界 😀 \n "quoted" \\ \u0001', { tags: [['t', 'interop'], ['e', 'a'.repeat(64)]] })
  await relay.publish(hello)
  await relay.publish(hello)
  step('publishes a note, twice')

  const pool = new SimplePool()
  const found = await pool.querySync([url], { authors: [getPublicKey(alice)], '#t': ['interop'] })
  assert.deepEqual(found.map((e) => e.id), [hello.id])
  assert.equal(found[0].content, hello.content)
  assert.ok(verifyEvent(found[0]))
  step('finds it by author and tag, unchanged')

  const live = []
  await new Promise((resolve, reject) => {
    const subscription = relay.subscribe([{ kinds: [1], authors: [getPublicKey(bob)] }], {
      onevent: (e) => {
        live.push(e.content)
        if (live.length === 50) resolve()
      },
      onclose: reject,
      oneose: () => Promise.all(Array.from({ length: 50 }, (_, i) => relay.publish(note(bob, `live ${i}`)))).catch(reject),
    })
    assert.ok(subscription.id)
  })
  assert.equal(new Set(live).size, 50)
  step('receives fifty live events, each once')

  const profile = (name, at) => finalizeEvent({ kind: 0, created_at: at, tags: [], content: JSON.stringify({ name }) }, alice)
  await relay.publish(profile('old', now() - 10))
  await relay.publish(profile('new', now()))
  await assert.rejects(() => relay.publish(profile('older', now() - 20)), /duplicate: a newer version/)
  const profiles = await pool.querySync([url], { kinds: [0], authors: [getPublicKey(alice)] })
  assert.deepEqual(profiles.map((e) => JSON.parse(e.content).name), ['new'])
  step('keeps the newest profile')

  const unwanted = note(alice, 'to be deleted')
  await relay.publish(unwanted)
  await relay.publish(finalizeEvent({ kind: 5, created_at: now(), tags: [['e', unwanted.id]], content: '' }, alice))
  assert.equal((await pool.querySync([url], { ids: [unwanted.id] })).length, 0)
  await assert.rejects(() => relay.publish(unwanted), /blocked: /)
  step('deletes, and refuses what was deleted')

  await assert.rejects(() => relay.publish({ ...note(alice, 'forged'), content: 'changed' }), /invalid: /)
  step('refuses a forged event')

  assert.equal(await relay.count([{ kinds: [1], authors: [getPublicKey(bob)] }], {}), 50)
  step('counts')

  await new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: true })
    socket.on('error', reject)
    socket.on('open', () => {
      assert.match(socket.extensions, /permessage-deflate/)
      socket.send(JSON.stringify(['REQ', 'compressed', { ids: [hello.id] }]))
    })
    socket.on('message', (data) => {
      const message = JSON.parse(String(data))
      if (message[0] === 'EVENT') assert.equal(message[2].content, hello.content)
      if (message[0] === 'EOSE') {
        socket.close()
        resolve()
      }
    })
  })
  step('compresses')

  relay.close()
  pool.close([url])
  await server.stop('SIGKILL')
  await server.start()
  const again = new SimplePool()
  const kept = await again.querySync([url], { kinds: [0, 1], authors: [getPublicKey(alice), getPublicKey(bob)] })
  assert.equal(kept.length, 52)
  again.close([url])
  step('lost nothing when killed')

  assert.equal(await server.stop('SIGTERM'), 0)
  server.remove()
  step('ends with 0 when asked to')

  await testAccess(step)
  await testLibraries(check)
  await check('the script of docs/moving.md reads all events of a relay, each once', testMoving)
}

run().then(end, fail)
