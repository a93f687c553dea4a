// Boots a real personal data server with a directory of identities in memory, both on free
// loopback ports. Prints one JSON line when it is ready; ends when its standard input closes, so
// that it can't outlive the tests. Data live in the folder given as the first argument.
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import path from 'node:path'

import { PDS, envToCfg, envToSecrets } from '@atproto/pds'
import plc from '@did-plc/server'

const folder = process.argv[2]
if (!folder) throw new Error('usage: node server.mjs DATA_FOLDER')
const blobs = path.join(folder, 'blobs')
mkdirSync(blobs, { recursive: true })

// Neither server can be told its address, so every listener of this process is kept on loopback.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  return typeof port === 'number' ? listen.call(this, port, '127.0.0.1', ...rest) : listen.call(this, port, ...rest)
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.on('error', reject)
    probe.listen(0, () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

const directoryPort = await freePort()
const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: directoryPort })
await directory.start()

// The app view that the server forwards questions about counts to: it answers those that carry the
// server's own proof of who asks and for what.
const appView = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost')
  const [, claims] = (request.headers.authorization ?? '').replace('Bearer ', '').split('.')
  const { lxm } = JSON.parse(Buffer.from(claims ?? 'e30', 'base64url'))
  const known = url.pathname === `/xrpc/${lxm}` && lxm === 'app.bsky.feed.getPosts'
  const counts = { likeCount: 3, repostCount: 2, replyCount: 1, quoteCount: 0 }
  const uris = url.searchParams.getAll('uris')
  const posts = uris.map((uri) => ({ uri, ...counts }))
  const valid = uris.every((uri) => uri.startsWith('at://'))
  response.writeHead(known && valid ? 200 : 400, { 'content-type': 'application/json' })
  response.end(JSON.stringify(known && valid ? { posts } : { error: 'InvalidRequest' }))
})
const appViewPort = await freePort()
await new Promise((resolve) => appView.listen(appViewPort, resolve))

const port = await freePort()
const jwtSecret = randomBytes(16).toString('hex')
const env = {
  devMode: true,
  port,
  hostname: 'localhost',
  dataDirectory: folder,
  blobstoreDiskLocation: blobs,
  didPlcUrl: `http://127.0.0.1:${directoryPort}`,
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  disableSsrfProtection: true,
  rateLimitsEnabled: false,
  bskyAppViewUrl: `http://127.0.0.1:${appViewPort}`,
  bskyAppViewDid: 'did:web:api.bsky.app',
  dpopSecret: randomBytes(32).toString('hex'),
  jwtSecret,
  adminPassword: randomBytes(16).toString('hex'),
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
}
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
await pds.start()

process.stdin.resume()
process.stdin.on('end', async () => {
  // A connection that a test left open must not hold the process.
  setTimeout(() => process.exit(0), 2000).unref()
  await pds.destroy()
  await directory.destroy()
  process.exit(0)
})
// The secret lets tests make tokens that ran out long ago.
console.log(JSON.stringify({ url: `http://127.0.0.1:${port}`, jwtSecret, pid: process.pid }))
