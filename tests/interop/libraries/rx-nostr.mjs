import { seckeySigner, verifier } from '@rx-nostr/crypto'
import { createRxForwardReq, createRxNostr, createRxOneshotReq, noopSigner } from 'rx-nostr'
import { filter as where, firstValueFrom, lastValueFrom, map, toArray } from 'rxjs'
import WebSocket from 'ws'

export default {
  name: 'rx-nostr',
  cannot: { count: 'rx-nostr has no count' },

  connect(url, { key, verify = true }) {
    const authentication = key && { authenticator: 'auto', signer: seckeySigner(Buffer.from(key).toString('hex')) }
    const client = createRxNostr({ verifier, skipVerify: !verify, websocketCtor: WebSocket, ...authentication })
    client.setDefaultRelays([url])
    return {
      async publish(event) {
        // The event is signed already.
        const { ok, notice } = await firstValueFrom(client.send(event, { signer: noopSigner() }).pipe(where(({ done }) => done)))
        if (!ok) throw new Error(notice)
      },
      query: (filters) => lastValueFrom(client.use(createRxOneshotReq({ filters })).pipe(map(({ event }) => event), toArray())),
      live(filters, onEvent) {
        const request = createRxForwardReq()
        const eose = client.createAllMessageObservable().pipe(
          where(({ type, subId }) => type === 'EOSE' && subId.startsWith(request.rxReqId)))
        const begun = firstValueFrom(eose)
        client.use(request).subscribe(({ event }) => onEvent(event))
        request.emit(filters)
        return begun
      },
      close: () => client.dispose(),
    }
  },
}
