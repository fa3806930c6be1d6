import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import type { FakeLLM, FormatName } from './index.ts'
import { createFakeLLM } from './index.ts'
import { vectorOf } from './vector-of.ts'

const formats = ['openai', 'azure-openai', 'google', 'cohere', 'mistral', 'together'] as const
type Id = (typeof formats)[number]

const fakes = (options: object = {}) =>
  createFakeLLM<Id>({
    targets: formats.map((format) => ({ id: format, format, ...options })),
    clock: createFakeClock(),
  })

/** Asks for vectors as the vendor wants to be asked. */
async function embed(
  fake: FakeLLM<Id>,
  id: Id,
  asking: { texts: string[]; dimensions?: number; more?: object },
) {
  const { texts, dimensions, more } = asking
  const questions: Partial<Record<FormatName, [string, object]>> = {
    google: [
      '/models/m:batchEmbedContents',
      {
        requests: texts.map((text) => ({
          model: 'models/m',
          content: { parts: [{ text }] },
          outputDimensionality: dimensions,
        })),
      },
    ],
    cohere: ['/v2/embed', { model: 'm', texts, input_type: 'search_query', output_dimension: dimensions }],
    mistral: ['/embeddings', { model: 'm', input: texts, output_dimension: dimensions }],
  }
  const [path, body] = questions[id] ?? ['/embeddings', { model: 'm', input: texts, dimensions }]
  const response = await fake.fetch(fake.url(id) + path, {
    method: 'POST',
    body: JSON.stringify({ ...body, ...more }),
  })
  return { status: response.status, text: await response.text() }
}

type Body = {
  data?: { embedding: unknown }[]
  embeddings?: { values: unknown }[] & { float?: unknown[] }
}

function vectorsIn(text: string): unknown[] | undefined {
  const { data, embeddings } = JSON.parse(text) as Body
  return (
    data?.map(({ embedding }) => embedding) ?? embeddings?.float ?? embeddings?.map(({ values }) => values)
  )
}

it.each(formats)('%s gives the same text the same vector, and others another', async (id) => {
  const fake = fakes()
  const { status, text } = await embed(fake, id, { texts: ['one', 'two', 'one'] })
  expect(status).toBe(200)
  expect(vectorsIn(text)).toEqual([vectorOf('one'), vectorOf('two'), vectorOf('one')])
  expect(fake.requests[0]).toMatchObject({ targetId: id, status: 200, stream: false, end: 'answered' })
})

it.each(formats)('%s gives vectors of the length asked for', async (id) => {
  const fake = fakes()
  const { text } = await embed(fake, id, { texts: ['one'], dimensions: 3 })
  expect(vectorsIn(text)).toEqual([vectorOf('one', 3)])
  expect((await embed(fake, id, { texts: ['one'], dimensions: 1e9 })).status).toBe(400)
  expect((await embed(fake, id, { texts: ['one'], dimensions: 0.5 })).status).toBe(400)
  for (const [dimensions, expected] of [
    [0, 400],
    [1, 200],
    [8192, 200],
    [8193, 400],
  ] as const)
    expect((await embed(fake, id, { texts: ['one'], dimensions })).status).toBe(expected)
})

it.each(formats)('%s refuses a question without texts', async (id) => {
  const fake = fakes()
  expect((await embed(fake, id, { texts: [] })).status).toBe(400)
  expect(fake.requests[0]?.fault).toBe('bad-request')
})

it.each(formats)('%s meets scripts, faults and limits as for chat', async (id) => {
  const fake = fakes({ limits: { tokensPerMinute: 10 } })
  fake.target(id).script(['overloaded', 'empty', 'invalid-json', 'truncate', 'error-in-body', 'ok'])
  const texts = ['12345678', '12345678901234567890']
  expect((await embed(fake, id, { texts })).status).toBe(503)
  expect(await embed(fake, id, { texts })).toEqual({ status: 200, text: '' })
  for (const fault of ['invalid-json', 'truncate']) {
    const { status, text } = await embed(fake, id, { texts })
    expect([fault, status]).toEqual([fault, 200])
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  }
  expect(vectorsIn((await embed(fake, id, { texts })).text)).toBeUndefined()
  expect((await embed(fake, id, { texts })).status).toBe(200)
  expect((await embed(fake, id, { texts })).status).toBe(429)
  expect(fake.requests.at(-1)?.fault).toBe('tokens-per-minute')
})

it('gives 32-bit floats as base64 when asked to, as OpenAI’s client does', async () => {
  const { text } = await embed(fakes(), 'openai', { texts: ['one'], more: { encoding_format: 'base64' } })
  const bytes = Buffer.from(String(vectorsIn(text)?.[0]), 'base64')
  const numbers = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4))
  expect(numbers).toEqual(vectorOf('one'))
})

it('gives numbers when no encoding is asked for, and refuses a question without a model', async () => {
  const fake = fakes()
  const { text } = await embed(fake, 'openai', { texts: ['one'] })
  expect(JSON.parse(text)).toMatchObject({ data: [{ embedding: vectorOf('one') }] })
  const refused = await embed(fake, 'openai', { texts: ['one'], more: { model: undefined } })
  expect(refused.status).toBe(400)
  expect(refused.text).toContain('you must provide a model parameter')
})

it('makes vectors of length 1', () => {
  for (const dimensions of [1, 8, 1536]) expect(Math.hypot(...vectorOf('text', dimensions))).toBeCloseTo(1, 5)
})
