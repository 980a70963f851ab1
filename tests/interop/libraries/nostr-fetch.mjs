import { NostrFetcher } from 'nostr-fetch'
import WebSocket from 'ws'

export default {
  name: 'nostr-fetch',
  cannot: {
    publish: 'nostr-fetch only reads',
    live: 'nostr-fetch only reads stored events',
    count: 'nostr-fetch has no count',
    authenticate: 'nostr-fetch has no signer',
  },

  connect(url, { verify = true }) {
    const fetcher = NostrFetcher.init({ webSocketConstructor: WebSocket, minLogLevel: 'none' })
    const query = (filter) => fetcher.fetchAllEvents([url], filter, {}, { skipVerification: !verify })
    // It pages by itself.
    return { query, page: query, close: () => fetcher.shutdown() }
  },
}
