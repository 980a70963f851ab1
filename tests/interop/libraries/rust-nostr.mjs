import { Client, Duration, Event, Filter, Keys, loadWasmAsync, NostrSigner } from '@rust-nostr/nostr-sdk'

const patience = () => Duration.fromSecs(30)
const filterOf = (filter) => Filter.fromJson(JSON.stringify(filter))

export default {
  name: '@rust-nostr/nostr-sdk',
  cannot: {},

  async connect(url, { key }) {
    await loadWasmAsync()
    const client = new Client(key && NostrSigner.keys(Keys.parse(Buffer.from(key).toString('hex'))))
    await client.addRelay(url)
    await client.connect()
    await client.waitForConnection(patience())
    const relay = await client.relay(url)
    return {
      async publish(event) {
        const { success, failed } = await client.sendEvent(Event.fromJson(JSON.stringify(event)))
        if (success.length === 0) throw new Error(failed[0].error)
      },
      query: async (filter) => (await client.fetchEvents(filterOf(filter), patience())).toVec().map((event) => JSON.parse(event.asJson())),
      live: (filter, onEvent) => new Promise((resolve, reject) => {
        client.handleNotifications({
          // What is returned says whether to stop listening.
          handleEvent: async (_relay, _subscription, event) => {
            onEvent(JSON.parse(event.asJson()))
            return false
          },
          handleMsg: async (_relay, message) => {
            if (JSON.parse(message.asJson())[0] === 'EOSE') resolve()
            return false
          },
        })
        client.subscribe(filterOf(filter)).catch(reject)
      }),
      count: async (filter) => Number(await relay.countEvents(filterOf(filter), patience())),
      close: () => client.shutdown(),
    }
  },
}
