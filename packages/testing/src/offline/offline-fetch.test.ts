import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createFakeLLM } from '../index.ts'
import { offlineFetch } from './offline-fetch.ts'

const noServer: typeof fetch = () =>
  Promise.reject(
    new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }),
  )
const offline = (local: typeof fetch = noServer) => {
  const vendors = createFakeLLM({
    targets: (
      ['openai', 'azure-openai', 'anthropic', 'google', 'cohere', 'mistral', 'groq', 'together'] as const
    ).map((format) => ({ id: format, format, reply: `by ${format}` })),
  })
  return { vendors, fetch: offlineFetch(vendors, local) }
}
const question = { model: 'any', messages: [{ role: 'user', content: 'Hello' }] }
const asked = (body: object): RequestInit => ({
  method: 'POST',
  headers: { authorization: 'Bearer any', 'x-api-key': 'any', 'x-goog-api-key': 'any' },
  body: JSON.stringify(body),
})

it.each([
  ['https://api.openai.com/v1/chat/completions', 'openai'],
  ['https://api.openai.com/v1/responses', 'openai'],
  ['https://eu.openai.azure.com/openai/v1/chat/completions', 'azure-openai'],
  ['https://api.mistral.ai/v1/chat/completions', 'mistral'],
  ['https://api.groq.com/openai/v1/chat/completions', 'groq'],
  ['https://api.together.xyz/v1/chat/completions', 'together'],
  ['https://openrouter.ai/api/v1/chat/completions', 'openai'],
  ['https://gpu-1.example:8000/chat/completions', 'openai'],
])('answers %s in the format of that host', async (address, format) => {
  const { vendors, fetch } = offline()
  const body = address.endsWith('/responses') ? { model: 'any', input: 'Hello' } : question
  const response = await fetch(address, asked(body))
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining(`by ${format}`)])
  expect(vendors.requests.map(({ targetId }) => targetId)).toEqual([format])
})

it('knows the vendors with formats of their own', async () => {
  const { fetch } = offline()
  const text = async (address: string, body: object): Promise<string> =>
    await (await fetch(address, asked(body))).text()
  expect(await text('https://api.anthropic.com/v1/messages', { ...question, max_tokens: 9 })).toContain(
    'by anthropic',
  )
  expect(await text('https://api.cohere.com/v2/chat', question)).toContain('by cohere')
  const contents = [{ role: 'user', parts: [{ text: 'Hello' }] }]
  const gemini = 'https://generativelanguage.googleapis.com/v1beta/models/any:generateContent'
  expect(await text(gemini, { contents })).toContain('by google')
})

it('asks the servers of this machine themselves, and answers for those that do not listen', async () => {
  const server = createServer((_request, response) => response.end('by a real server')).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { vendors, fetch } = offline(globalThis.fetch)
  const port = (server.address() as AddressInfo).port
  const address = `http://127.0.0.1:${String(port)}/v1/chat/completions`
  const answer = await fetch(address, { ...asked(question), headers: { connection: 'close' } })
  expect(await answer.text()).toBe('by a real server')
  expect(vendors.requests).toEqual([])

  const absent = offline()
  const made = await absent.fetch('http://localhost:8000/v1/chat/completions', asked(question))
  expect(await made.text()).toContain('by openai')
})

it.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.10.200.30', true],
  ['[::1]', true],
  ['localhost.example', false],
  ['mylocalhost', false],
  ['127.0.0.1.example', false],
  ['128.0.0.1', false],
])('asks a server of this machine at %s: %s', async (host, isLocal) => {
  const { fetch } = offline(() => Promise.resolve(new Response('by a local server')))
  const response = await fetch(`http://${host}:8000/v1/chat/completions`, asked(question))
  expect(await response.text()).toContain(isLocal ? 'by a local server' : 'by openai')
})

it('passes on what else goes wrong with a server of this machine, and aborts', async () => {
  const { fetch } = offline(() => Promise.reject(new TypeError('bad port')))
  await expect(fetch('http://localhost:1/v1/models')).rejects.toThrow('bad port')
  const { vendors, fetch: hung } = offline()
  vendors.target('openai').outage('hang-before-headers')
  const controller = new AbortController()
  const answer = hung('https://api.openai.com/v1/models', { signal: controller.signal })
  await vendors.until((requests) => requests.length === 1)
  controller.abort(new Error('enough'))
  await expect(answer).rejects.toThrow('enough')
})
