import { NRelay1 } from '@nostrify/nostrify'
import { makeAuthEvent } from 'nostr-tools/nip42'
import { finalizeEvent } from 'nostr-tools/pure'

export default {
  name: '@nostrify/nostrify',
  cannot: {},

  connect(url, { key, verify = true }) {
    const relay = new NRelay1(url, {
      ...(key && { auth: async (challenge) => finalizeEvent(makeAuthEvent(url, challenge), key) }),
      ...(!verify && { verifyEvent: () => true }),
    })
    return {
      publish: (event) => relay.event(event),
      query: (filter) => relay.query([filter]),
      live: (filter, onEvent) => new Promise((resolve, reject) => {
        const read = async () => {
          for await (const [type, , event] of relay.req([filter])) type === 'EOSE' ? resolve() : onEvent(event)
          throw new Error('the subscription was closed')
        }
        read().catch(reject)
      }),
      count: async (filter) => (await relay.count([filter])).count,
      close: () => relay.close(),
    }
  },
}
