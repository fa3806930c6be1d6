import assert from 'node:assert/strict'
import type { ChatRequest } from '@llm-balancer/provider'
import { deepFreeze, plantedHeader, plantedKey, plantedPrompt, plantedRequest } from '../planted.ts'
import { askModel, type Way } from '../read-answer.ts'
import { stubFetch, type SentRequest } from '../stub-fetch.ts'
import { responseOf, successOf, type ConformanceCase, type Suite } from '../suite.ts'

const ways: readonly Way[] = ['generate', 'stream']

/** What is sent: to the right place, with the key where it belongs, and with what the caller asked for. */
export function requestCases(suite: Suite): ConformanceCase[] {
  return [
    ...ways.map((way) => ({
      name: `${way} posts JSON with the prompt below the base URL`,
      run: () => checkShape(suite, way),
    })),
    ...ways.map((way) => ({
      name: `${way} sends the key in its one header and nowhere else`,
      run: () => checkKey(suite, way),
    })),
    ...ways.map((way) => ({
      name: `${way} lets the call’s headers win over the request’s, and undefined remove one`,
      run: () => checkHeaders(suite, way),
    })),
    ...ways.map((way) => ({
      name: `${way} merges providerOptions verbatim into the body, and other vendors’ not at all`,
      run: () => checkProviderOptions(suite, way),
    })),
  ]
}

async function sentBy(suite: Suite, way: Way, request: ChatRequest = plantedRequest): Promise<SentRequest> {
  const stub = stubFetch(responseOf(successOf(suite, way === 'stream')))
  const model = suite.create(stub)
  if (way === 'generate') await model.generate(request)
  else for await (const part of model.stream(request)) assert.ok(part)
  const [sent] = stub.sent
  assert.ok(sent !== undefined, 'nothing was sent')
  return sent
}

async function checkShape(suite: Suite, way: Way): Promise<void> {
  const { url, method, headers, body } = await sentBy(suite, way)
  assert.ok(url.startsWith(suite.baseURL), `the request went to ${url}`)
  assert.equal(method, 'POST')
  assert.match(headers.get('content-type') ?? '', /^application\/json\b/)
  assert.equal(typeof JSON.parse(body), 'object')
  assert.ok(body.includes(plantedPrompt), 'the prompt is not in the body')
  assert.ok(!url.includes('planted'), 'the prompt or the key is in the URL')
  assert.equal(headers.get('x-planted'), plantedHeader, 'a header of the request')
}

async function checkKey(suite: Suite, way: Way): Promise<void> {
  const { url, headers, body } = await sentBy(suite, way)
  const { name, value } = suite.keyHeader
  assert.equal(headers.get(name), value, `the header ${name}`)
  const others = [...headers].filter(
    ([other, text]) => other !== name.toLowerCase() && text.includes(plantedKey),
  )
  assert.deepEqual(others, [], 'other headers that carry the key')
  assert.ok(!url.includes(plantedKey) && !body.includes(plantedKey), 'the key is in the URL or in the body')
}

async function checkHeaders(suite: Suite, way: Way): Promise<void> {
  const stub = stubFetch(responseOf(successOf(suite, way === 'stream')))
  const request = deepFreeze({
    ...plantedRequest,
    headers: { 'x-one': 'request', 'x-two': 'request', 'x-three': 'request' },
  })
  const options = deepFreeze({ headers: { 'X-Two': 'call', 'x-three': undefined } })
  const model = suite.create(stub)
  if (way === 'generate') await model.generate(request, options)
  else for await (const part of model.stream(request, options)) assert.ok(part)
  const headers = stub.sent[0]?.headers
  assert.deepEqual(
    ['x-one', 'x-two', 'x-three'].map((name) => headers?.get(name)),
    ['request', 'call', null],
  )
}

async function checkProviderOptions(suite: Suite, way: Way): Promise<void> {
  const planted = { nested: [1, 'two', null, { three: true }] }
  const { provider } = suite.create(stubFetch({ error: new Error('unused') }))
  const providerOptions = {
    [provider]: { planted_option: planted },
    'some-other-vendor': { other_option: 1 },
  }
  const { body } = await sentBy(suite, way, deepFreeze({ ...plantedRequest, providerOptions }))
  const sent = JSON.parse(body) as Readonly<Record<string, unknown>>
  assert.deepEqual(sent['planted_option'], planted, `providerOptions.${provider} in the body`)
  assert.ok(!body.includes('other_option'), 'the options of another vendor are in the body')
  // What the caller says for the vendor wins over what the adapter writes by itself.
  const overridden = await sentBy(suite, way, {
    ...plantedRequest,
    providerOptions: {
      [provider]: Object.fromEntries(Object.keys(sent).map((name) => [name, sent[name] as never])),
    },
  })
  assert.deepEqual(JSON.parse(overridden.body), sent, 'the body with its own fields as providerOptions')
  assert.equal(await askAgain(suite, way), 1)
}

/** A second call of the same model sends one more request, the same as the first. */
async function askAgain(suite: Suite, way: Way): Promise<number> {
  const stub = stubFetch(responseOf(successOf(suite, way === 'stream')))
  const model = suite.create(stub)
  await askModel(model, way)
  await askModel(model, way)
  assert.equal(stub.sent[0]?.body, stub.sent[1]?.body, 'the body of a second call')
  return stub.sent.length - 1
}
