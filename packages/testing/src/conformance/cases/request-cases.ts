import assert from 'node:assert/strict'
import type { ChatRequest } from '@llm-balancer/provider'
import { checkKeySent, checkLayers, checkPosted, layeredHeaders } from '../check-sent.ts'
import { deepFreeze, plantedPrompt, plantedRequest } from '../planted.ts'
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
      run: async () => checkKeySent(await sentBy(suite, way), suite.keyHeader),
    })),
    ...ways.map((way) => ({
      name: `${way} lets the call’s headers win over the request’s, and undefined remove one`,
      run: () => checkHeaderLayers(suite, way),
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
  const sent = await sentBy(suite, way)
  checkPosted(sent, suite.baseURL)
  assert.ok(sent.body.includes(plantedPrompt), 'the prompt is not in the body')
}

async function checkHeaderLayers(suite: Suite, way: Way): Promise<void> {
  const stub = stubFetch(responseOf(successOf(suite, way === 'stream')))
  const request = deepFreeze({ ...plantedRequest, headers: layeredHeaders.request })
  await askModel(suite.create(stub), way, deepFreeze({ request, headers: layeredHeaders.call }))
  const [sent] = stub.sent
  assert.ok(sent !== undefined, 'nothing was sent')
  checkLayers(sent)
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
