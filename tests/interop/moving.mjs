// Runs the script that docs/moving.md prints for moving from any relay: it reads all that a relay shows, page by page.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { finalizeEvent, generateSecretKey } from 'nostr-tools/pure'
import { Relay } from 'nostr-tools/relay'
import { Server } from './server.mjs'

const folder = dirname(fileURLToPath(import.meta.url))

/** The pages have 500 events. Here one second has 400, and begins in the middle of a page. */
export async function testMoving() {
  const page = await readFile(join(folder, '..', '..', 'docs', 'moving.md'), 'utf8')
  const [, script] = page.match(/cat > read-all\.mjs <<'END'\n(.*?)END\n/s)
  const server = await Server.create()
  try {
    const key = generateSecretKey()
    const at = (i) => 1_700_000_000 + (i < 300 ? i : i < 700 ? 300 : i - 399)
    const notes = Array.from({ length: 1_200 }, (_, i) =>
      finalizeEvent({ kind: 1, created_at: at(i), tags: [], content: `${i}` }, key))
    const relay = await Relay.connect(server.url)
    await Promise.all(notes.map((note) => relay.publish(note)))
    relay.close()

    // Node 20 has a WebSocket only with this option. An argument takes the place of the file's name.
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--experimental-websocket', '--no-warnings', '--input-type=module', '-e', script, '--', 'read-all.mjs', server.url],
      { cwd: folder, maxBuffer: 64 << 20 })

    const ids = stdout.trim().split('\n').map((line) => JSON.parse(line).id)
    assert.deepEqual(ids.sort(), notes.map((note) => note.id).sort())
  } finally {
    server.remove()
  }
}
