import { Mux, Relay } from 'nostr-mux'

export default {
  name: 'nostr-mux',
  cannot: {
    count: 'nostr-mux has no count',
    authenticate: 'nostr-mux does not know AUTH',
  },

  async connect(url) {
    const mux = new Mux()
    const relay = new Relay(url)
    mux.addRelay(relay)
    if (!(await mux.waitRelayBecomesHealthy(1, 10_000))) throw new Error('no connection')
    let queries = 0
    const subscribe = (id, filter, onEvent, onEose) => mux.subscribe({
      id,
      filters: [filter],
      onEvent: (events) => events.forEach(({ received }) => onEvent(received.event)),
      onEose,
      // Else it would report an EOSE of its own after 5 seconds, which may be too few on a busy machine.
      eoseTimeout: 30_000,
    })
    return {
      publish: (event) => new Promise((resolve, reject) => mux.publish(event, {
        onResult: ({ received }) => received.accepted ? resolve() : reject(new Error(received.message)),
      })),
      query: (filter) => new Promise((resolve) => {
        const id = `query ${queries++}`
        const found = []
        let arrived = 0
        let eose = false
        // It reports EOSE before it has verified the events that came before: so wait for as many as the connection brought.
        const count = ({ data }) => data.startsWith(`["EVENT","${id}"`) && arrived++
        const proceed = () => {
          if (!eose || found.length < arrived) return
          relay.ws.removeEventListener('message', count)
          mux.unSubscribe(id)
          resolve(found)
        }
        relay.ws.addEventListener('message', count)
        subscribe(id, filter, (event) => found.push(event) && proceed(), () => {
          eose = true
          proceed()
        })
      }),
      live: (filter, onEvent) => new Promise((resolve) => subscribe(`live ${queries++}`, filter, onEvent, resolve)),
      close: () => mux.removeRelay(relay.url),
    }
  },
}
