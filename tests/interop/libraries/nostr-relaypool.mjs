import { RelayPool } from 'nostr-relaypool'
import { makeAuthEvent } from 'nostr-tools/nip42'
import { finalizeEvent } from 'nostr-tools/pure'

const answer = (sent) => new Promise((resolve, reject) => {
  sent.on('ok', resolve)
  sent.on('failed', (reason) => reject(new Error(reason)))
})

export default {
  name: 'nostr-relaypool',
  cannot: { count: 'nostr-relaypool has no count' },

  connect(url, { key, verify = true }) {
    const pool = new RelayPool([url], { skipVerification: !verify })
    const subscribe = (filter, onEvent, onEose) => pool.subscribe([filter], [url], onEvent, undefined, onEose)
    return {
      publish: (event) => answer(pool.addOrGetRelay(url).publish(event)),
      query: (filter) => new Promise((resolve) => {
        const found = []
        const stop = subscribe(filter, (event) => found.push(event), () => {
          stop()
          resolve(found)
        })
      }),
      live: (filter, onEvent) => new Promise((resolve) => subscribe(filter, onEvent, resolve)),
      // It tells the program about the challenge and does not ask again by itself.
      authenticate: (filter) => new Promise((resolve, reject) => {
        pool.onauth((relay, challenge) => answer(relay.auth(finalizeEvent(makeAuthEvent(url, challenge), key))).then(resolve, reject))
        subscribe(filter, () => {}, () => {})
      }),
      close: () => pool.close(),
    }
  },
}
