// The relay under test: the one that the Release build made, or the one named by RELAY, on a free port and an empty folder.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const program = process.env.RELAY ?? join(root, 'src/Relay.Server/bin/Release/net10.0/relay')

export class Server {
  static running = new Set()

  #folder = mkdtempSync(join(tmpdir(), 'relay-interop-'))
  #process

  /** The settings are those of the environment, such as Relay__PublicUrl; each may be made from the address. */
  static async create(settings = () => ({})) {
    const server = new Server()
    const port = await freePort()
    server.url = `ws://127.0.0.1:${port}`
    server.settings = settings(server.url)
    Server.running.add(server)
    await server.start()
    return server
  }

  async start() {
    this.#process = spawn(program, ['run', '--urls', this.url.replace('ws:', 'http:')], {
      env: { ...process.env, ...this.settings, Relay__Store__Path: this.#folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise((resolve, reject) => {
      this.#process.on('error', reject)
      this.#process.stdout.on('data', (text) => String(text).includes('Listening') && resolve())
      this.#process.on('exit', (code) => reject(new Error(`the relay ended with ${code}`)))
    })
  }

  /** Ends the process and gives its exit code; the folder stays. */
  stop(signal) {
    return new Promise((resolve) => {
      this.#process.removeAllListeners('exit')
      this.#process.on('exit', (code) => resolve(code))
      this.#process.kill(signal)
    })
  }

  /** Whatever happened, nothing is left behind. */
  remove() {
    this.#process?.kill('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true })
    Server.running.delete(this)
  }
}

const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => resolve(port))
  })
})
