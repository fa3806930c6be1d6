import assert from 'node:assert/strict'
import type { EmbeddingModel, EmbedRequest } from '@llm-balancer/provider'
import { checkKeySent, checkLayers, checkPosted, layeredHeaders } from '../check-sent.ts'
import { deepFreeze, secrets } from '../planted.ts'
import { stubFetch, type SentRequest } from '../stub-fetch.ts'
import type { ConformanceCase } from '../suite.ts'
import {
  embedWith,
  goodResponse,
  plantedEmbedding,
  plantedTexts,
  type Embedded,
  type EmbeddingSuite,
} from './embedding-suite.ts'

const purposes: readonly NonNullable<EmbedRequest['purpose']>[] = [
  'search-document',
  'search-query',
  'classification',
  'clustering',
  'similarity',
]
/** A length of vectors that occurs nowhere else in a body. */
const dimensions = 4093

/** What is sent: to the right place, with the key where it belongs, and with what the caller asked for. */
export function embeddingRequestCases(suite: EmbeddingSuite): ConformanceCase[] {
  return [
    { name: 'embed posts JSON with the texts, in order, below the base URL', run: () => checkShape(suite) },
    {
      name: 'embed sends the key in its one header and nowhere else',
      run: async () => checkKeySent((await asked(suite, plantedEmbedding)).sent, suite.keyHeader),
    },
    {
      name: 'embed lets the call’s headers win over the request’s, and undefined remove one',
      run: () => checkHeaderLayers(suite),
    },
    {
      name: 'embed merges providerOptions verbatim into the body, and other vendors’ not at all',
      run: () => checkProviderOptions(suite),
    },
    { name: 'embed sends the same body for the same request', run: () => checkSame(suite) },
    { name: 'embed says the wished length of the vectors, or warns', run: () => checkDimensions(suite) },
    { name: 'embed says what the vectors are for, or warns', run: () => checkPurposes(suite) },
    { name: 'embed without texts is a TypeError and sends nothing', run: () => checkNoTexts(suite) },
    {
      name: 'embed’s record of the request contains neither key nor headers',
      async run() {
        const { answer } = await asked(suite, { ...plantedEmbedding, values: ['one text', 'another'] })
        for (const secret of secrets)
          assert.ok(!JSON.stringify(answer?.request).includes(secret), `request shows "${secret}"`)
      },
    },
  ]
}

async function asked(
  suite: EmbeddingSuite,
  request: EmbedRequest,
  options?: Parameters<EmbeddingModel['embed']>[1],
): Promise<Embedded & { readonly sent: SentRequest }> {
  const stub = stubFetch(goodResponse(suite))
  const outcome = await embedWith(suite.create(stub), options, request)
  if (outcome.answer === undefined) throw outcome.error
  const [sent] = stub.sent
  assert.ok(sent !== undefined, 'nothing was sent')
  return { ...outcome, sent }
}

async function checkShape(suite: EmbeddingSuite): Promise<void> {
  const { sent } = await asked(suite, plantedEmbedding)
  checkPosted(sent, suite.baseURL)
  const places = plantedTexts.map((text) => sent.body.indexOf(JSON.stringify(text)))
  assert.ok(!places.includes(-1), 'a text is not in the body')
  const inOrder = places.toSorted((one, other) => one - other)
  assert.deepEqual(places, inOrder, 'the texts are not in order')
}

async function checkHeaderLayers(suite: EmbeddingSuite): Promise<void> {
  const request = deepFreeze({ ...plantedEmbedding, headers: layeredHeaders.request })
  checkLayers((await asked(suite, request, deepFreeze({ headers: layeredHeaders.call }))).sent)
}

async function checkProviderOptions(suite: EmbeddingSuite): Promise<void> {
  const planted = { nested: [1, 'two', null, { three: true }] }
  const { provider } = suite.create(stubFetch({ error: new Error('unused') }))
  const providerOptions = {
    [provider]: { planted_option: planted },
    'some-other-vendor': { other_option: 1 },
  }
  const { body } = (await asked(suite, deepFreeze({ ...plantedEmbedding, providerOptions }))).sent
  const sent = JSON.parse(body) as Readonly<Record<string, unknown>>
  assert.deepEqual(sent['planted_option'], planted, `providerOptions.${provider} in the body`)
  assert.ok(!body.includes('other_option'), 'the options of another vendor are in the body')
}

async function checkSame(suite: EmbeddingSuite): Promise<void> {
  const stub = stubFetch(goodResponse(suite))
  const model = suite.create(stub)
  await embedWith(model)
  await embedWith(model)
  assert.equal(stub.sent.length, 2, 'how many requests were sent')
  assert.equal(stub.sent[0]?.body, stub.sent[1]?.body, 'the body of a second call')
}

async function checkDimensions(suite: EmbeddingSuite): Promise<void> {
  const { answer, sent } = await asked(suite, { ...plantedEmbedding, dimensions })
  const isSaid = new RegExp(`:\\s*${dimensions}\\b`).test(sent.body)
  assert.notEqual(isSaid, hasWarning(answer), 'the length has to be in the body, or a warning in the answer')
}

/** Purposes the vendor tells apart make different bodies, one it does not know a warning. */
async function checkPurposes(suite: EmbeddingSuite): Promise<void> {
  const bodies = new Set<string>()
  let unsaid = 0
  for (const purpose of purposes) {
    const { answer, sent } = await asked(suite, { ...plantedEmbedding, purpose })
    if (hasWarning(answer)) unsaid += 1
    else bodies.add(sent.body)
  }
  const areTold = bodies.size > 1 || unsaid >= purposes.length - 1
  assert.ok(areTold, 'different purposes gave the same body and no warning')
}

function hasWarning(answer: Embedded['answer']): boolean {
  return (answer?.warnings.length ?? 0) > 0
}

async function checkNoTexts(suite: EmbeddingSuite): Promise<void> {
  const stub = stubFetch(goodResponse(suite))
  const { error } = await embedWith(suite.create(stub), undefined, { values: [] })
  assert.ok(error instanceof TypeError, 'what was thrown is no TypeError')
  assert.equal(stub.sent.length, 0, 'how many requests were sent')
}
