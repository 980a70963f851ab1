// Who may do what, and counting: AUTH and COUNT with nostr-tools and NDK, on a relay that knows its address.
import assert from 'node:assert/strict'
import './websocket.mjs'
import NDK, { NDKEvent, NDKPrivateKeySigner, NDKRelayAuthPolicies } from '@nostr-dev-kit/ndk'
import { finalizeEvent, generateSecretKey, getPublicKey } from 'nostr-tools/pure'
import { Relay } from 'nostr-tools/relay'
import { Server } from './server.mjs'

const now = () => Math.floor(Date.now() / 1000)
const event = (key, kind, tags = [], content = '') => finalizeEvent({ kind, created_at: now(), tags, content }, key)

const first = (relay, filter) => new Promise((resolve, reject) => {
  const found = []
  relay.subscribe([filter], { onevent: (e) => found.push(e), oneose: () => resolve(found), onclose: (reason) => reject(new Error(reason)) })
})

export async function testAccess(step) {
  const server = await Server.create((url) => ({ Relay__PublicUrl: url, Relay__Authentication__RequiredTo: 'Write' }))
  const { url } = server
  const alice = generateSecretKey()
  const bob = generateSecretKey()

  const relay = await Relay.connect(url)
  await assert.rejects(() => relay.publish(event(alice, 1)), /auth-required: /)
  await assert.rejects(() => first(relay, { kinds: [1059] }), /auth-required: /)
  await relay.auth(async (draft) => finalizeEvent(draft, alice))
  await relay.publish(event(alice, 1, [['-']], 'only I may publish this'))
  step('nostr-tools authenticates, then publishes, protected events too')

  const wrap = event(generateSecretKey(), 1059, [['p', getPublicKey(bob)]], 'for Bob')
  await relay.publish(wrap)
  assert.deepEqual(await first(relay, { ids: [wrap.id] }), [])
  await assert.rejects(() => first(relay, { kinds: [1059], '#p': [getPublicKey(bob)] }), /restricted: /)
  step('nostr-tools does not see what is for others')
  relay.close()

  const ndk = new NDK({ explicitRelayUrls: [url], signer: new NDKPrivateKeySigner(Buffer.from(bob).toString('hex')) })
  ndk.relayAuthDefaultPolicy = NDKRelayAuthPolicies.signIn({ ndk })
  const authenticated = new Promise((resolve) => ndk.pool.on('relay:authed', resolve))
  await ndk.connect(2_000)
  await authenticated
  step('NDK authenticates')

  const found = await ndk.fetchEvents({ kinds: [1059], '#p': [getPublicKey(bob)] })
  assert.deepEqual([...found].map((e) => e.id), [wrap.id])
  const note = new NDKEvent(ndk, { kind: 1, content: 'from NDK', tags: [] })
  await note.publish()
  assert.equal((await ndk.fetchEvents({ ids: [note.id] })).size, 1)
  step('NDK reads its own mail and publishes')

  const publisher = await Relay.connect(url)
  // The challenge comes before the answer to anything else.
  await first(publisher, { ids: [note.id] })
  await publisher.auth(async (draft) => finalizeEvent(draft, alice))
  await Promise.all(Array.from({ length: 60 }, () => publisher.publish(event(generateSecretKey(), 7, [['e', note.id]], '+'))))
  const filter = { kinds: [7], '#e': [note.id] }
  assert.equal(await publisher.count([filter], {}), 60)
  const counted = await ndk.count(filter)
  assert.ok(counted.mergedHll, 'the relay sends registers')
  assert.ok(Math.abs(counted.mergedHll.estimate() - 60) <= 9, `the registers estimate ${counted.mergedHll.estimate()}`)
  step('NDK counts with HyperLogLog, nostr-tools without')

  publisher.close()
  ndk.pool.relays.forEach((connection) => connection.disconnect())
  assert.equal(await server.stop('SIGTERM'), 0)
  server.remove()
}
