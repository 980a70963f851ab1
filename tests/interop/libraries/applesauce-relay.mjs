import { Relay } from 'applesauce-relay'
import { finalizeEvent } from 'nostr-tools/pure'
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs'
import WebSocket from 'ws'

export default {
  name: 'applesauce-relay',
  cannot: {
    challenged: 'applesauce-relay asks nothing more after CLOSED auth-required until it has authenticated',
  },

  connect(url, { key }) {
    const relay = new Relay(url, { WebSocket })
    if (key) {
      relay.challenge$.subscribe((challenge) => challenge && relay.authenticate({ signEvent: (draft) => finalizeEvent(draft, key) }))
    }
    return {
      async publish(event) {
        const { ok, message } = await relay.publish(event)
        if (!ok) throw new Error(message)
      },
      query: (filter) => lastValueFrom(relay.request([filter]).pipe(toArray())),
      live: (filter, onEvent) => new Promise((resolve, reject) => relay.subscription([filter]).subscribe({
        next: (message) => message === 'EOSE' ? resolve() : onEvent(message),
        error: reject,
      })),
      count: async (filter) => (await firstValueFrom(relay.count([filter]))).count,
      close: () => relay.close(),
    }
  },
}
