import { defaultSocketPolicies, makeSocketPolicyAuth, Pool, publishOne, PublishStatus, requestOne, Socket } from '@welshman/net'
import { finalizeEvent } from 'nostr-tools/pure'

export default {
  name: '@welshman/net',
  cannot: {
    count: '@welshman/net has no count',
    challenged: '@welshman/net keeps every EOSE back from the challenge on until it has authenticated',
  },

  connect(url, { key }) {
    const authenticate = makeSocketPolicyAuth({ sign: async (draft) => finalizeEvent(draft, key) })
    const pool = new Pool(key && { makeSocket: (address) => new Socket(address, [...defaultSocketPolicies, authenticate]) })
    const common = { relay: url, context: { pool } }
    return {
      async publish(event) {
        const { status, detail } = await publishOne({ ...common, event })
        if (status !== PublishStatus.Success) throw new Error(detail)
      },
      query: (filter) => requestOne({ ...common, filters: [filter], autoClose: true }),
      live: (filter, onEvent) => new Promise((resolve) => requestOne({ ...common, filters: [filter], onEvent, onEose: resolve })),
      close: () => pool.clear(),
    }
  },
}
