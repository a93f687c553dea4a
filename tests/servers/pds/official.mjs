// The official client, to make accounts and to read back what was posted, independent of our own
// code. One JSON request a line on standard input, one JSON answer a line on standard output.
import { createInterface } from 'node:readline'

import { AtpAgent, RichText } from '@atproto/api'

const agents = new Map()

const agentFor = async ({ service, handle, password }) => {
  if (!agents.has(handle)) {
    const agent = new AtpAgent({ service })
    await agent.login({ identifier: handle, password })
    agents.set(handle, agent)
  }
  return agents.get(handle)
}

const operations = {
  async createAccount({ service, handle, password }) {
    const agent = new AtpAgent({ service })
    const { data } = await agent.createAccount({ handle, password, email: `${handle}@example.com` })
    agents.set(handle, agent)
    return { did: data.did }
  },
  async appPassword(request) {
    const agent = await agentFor(request)
    const { data } = await agent.com.atproto.server.createAppPassword({ name: request.name })
    return { password: data.password }
  },
  async revokeAppPassword(request) {
    const agent = await agentFor(request)
    await agent.com.atproto.server.revokeAppPassword({ name: request.name })
    return {}
  },
  async setProfile(request) {
    const agent = await agentFor(request)
    await agent.upsertProfile(() => ({ displayName: request.displayName }))
    return {}
  },
  // Every post with its text cut into segments as the official app shows them.
  async posts(request) {
    const agent = await agentFor(request)
    const { data } = await agent.com.atproto.repo.listRecords({
      repo: agent.assertDid,
      collection: 'app.bsky.feed.post',
      limit: 100,
      reverse: true,
    })
    return data.records.map(({ uri, cid, value }) => ({
      uri,
      cid,
      value,
      segments: [...new RichText({ text: value.text, facets: value.facets }).segments()].map((s) => ({
        text: s.text,
        link: s.link?.uri,
        mention: s.mention?.did,
        tag: s.tag?.tag,
      })),
    }))
  },
  async deletePosts(request) {
    const agent = await agentFor(request)
    const posts = await operations.posts(request)
    for (const { uri } of posts) await agent.deletePost(uri)
    return {}
  },
  async put(request) {
    const agent = await agentFor(request)
    const { collection, rkey, record } = request
    await agent.com.atproto.repo.putRecord({ repo: agent.assertDid, collection, rkey, record })
    return {}
  },
  async blob({ service, did, cid }) {
    const agent = new AtpAgent({ service })
    const { data, headers } = await agent.com.atproto.sync.getBlob({ did, cid })
    return { size: data.byteLength, type: headers['content-type'] }
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  let answer
  try {
    answer = { value: await operations[request.op](request) }
  } catch (error) {
    answer = { error: String(error?.message ?? error) }
  }
  console.log(JSON.stringify(answer))
}
