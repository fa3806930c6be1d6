import { createFakeClock } from '@llm-balancer/core/testing'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { createLLMBalancer, schemaIssuesOf, type LLMBalancer } from '../src/index.ts'
import type { ObjectSchema, SchemaResult } from '../src/types/index.ts'

const messages = [{ role: 'user', content: 'Name a city as JSON.' } as const]
const city = z.object({ city: z.string(), inhabitants: z.number().optional() })
const inValibot = v.object({ city: v.string() })
const fits = '{"city":"Oslo"}'
const misfits = '{"city":42,"note":"private words of the model"}'

type Sent = { readonly response_format?: unknown }

/** A balancer over hosts that answer with these texts, and what each was sent. */
const over = (answers: Readonly<Record<string, string>>): { llm: LLMBalancer; sent: [string, Sent][] } => {
  const sent: [string, Sent][] = []
  const llm = createLLMBalancer({
    strategy: 'failover',
    retry: { maxAttempts: Object.keys(answers).length },
    clock: createFakeClock(),
    fetch(url, init) {
      const [host = ''] = new URL(url).hostname.split('.')
      sent.push([host, JSON.parse(init.body as string) as Sent])
      const message = { role: 'assistant', content: answers[host] ?? '' }
      const choices = [{ index: 0, message, finish_reason: 'stop' }]
      return Promise.resolve(Response.json({ choices }))
    },
    providers: Object.keys(answers).map((name) => ({
      ...{ name, type: 'openai-compatible', model: `model-of-${name}`, baseURL: `https://${name}.test` },
    })),
  })
  onTestFinished(() => llm.close())
  return { llm, sent }
}

/** The error of a call that has to fail. */
const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error('it should have failed')
    },
    (error: unknown) => error,
  )

const ownSchema = (validate: (value: unknown) => unknown): ObjectSchema => ({
  '~standard': { version: 1, vendor: 'own', validate: validate as () => SchemaResult<unknown> },
})

describe('generate with a schema', () => {
  it('gives the object as the type of a zod schema', async () => {
    const { llm } = over({ one: fits })
    const { object, text, provider } = await llm.generate({ messages, schema: city })
    expectTypeOf(object).toEqualTypeOf<{ city: string; inhabitants?: number | undefined }>()
    expect([object, text, provider]).toEqual([{ city: 'Oslo' }, fits, 'one'])
  })

  it('gives the object as the type of a valibot schema', async () => {
    const { llm } = over({ one: fits })
    const { object } = await llm.generate({ messages, schema: inValibot })
    expectTypeOf(object).toEqualTypeOf<{ city: string }>()
    expect(object).toEqual({ city: 'Oslo' })
  })

  it('gives what the schema makes of the answer', async () => {
    const schema = z.object({ city: z.string().transform((name) => name.length) })
    const { object } = await over({ one: fits }).llm.generate({ messages, schema })
    expectTypeOf(object).toEqualTypeOf<{ city: number }>()
    expect(object).toEqual({ city: 4 })
  })

  it('waits for a schema that validates asynchronously', async () => {
    const schema = city.refine(async () => Promise.resolve(true))
    expect((await over({ one: fits }).llm.generate({ messages, schema })).object).toEqual({ city: 'Oslo' })
  })

  it('reads JSON in a fence of Markdown', async () => {
    const { llm } = over({ one: `\`\`\`json\n${fits}\n\`\`\`` })
    expect((await llm.generate({ messages, schema: city })).object).toEqual({ city: 'Oslo' })
  })

  it.each(['Oslo', '', misfits, '[]', '{"city":"Os'])(
    'goes on with the next provider after an answer that does not fit: %s',
    async (answer) => {
      const { llm } = over({ one: answer, two: fits })
      const { object, provider, attempts } = await llm.generate({ messages, schema: city })
      expect([object, provider]).toEqual([{ city: 'Oslo' }, 'two'])
      expect(attempts[0]?.outcome).toMatchObject({ type: 'failure', kind: 'invalid-response' })
    },
  )

  it('tells what did not fit when no answer did, without the words of the model', async () => {
    const { llm } = over({ one: 'Oslo', two: misfits })
    const error = (await failureOf(llm.generate({ messages, schema: city }))) as Error
    expect(error).toMatchObject({ code: 'all-targets-failed' })
    expect((error.cause as Error).message).toBe(
      'two/model-of-two: the answer does not fit the schema at city',
    )
    expect(schemaIssuesOf(error)).toMatchObject([{ path: ['city'], message: expect.any(String) as string }])
    expect(JSON.stringify(error) + String(error)).not.toContain('private')
  })

  it('tells what did not fit of the only provider', async () => {
    const error = await failureOf(over({ one: misfits }).llm.generate({ messages, schema: inValibot }))
    expect(error).toMatchObject({ code: 'provider-failed', kind: 'invalid-response' })
    expect(schemaIssuesOf(error)).toMatchObject([{ path: [{ key: 'city' }] }])
  })

  it('names places in lists and objects, and no more than five', async () => {
    const schema = z.object({ days: z.array(z.object({ max: z.number() })) })
    const days = JSON.stringify({ days: Array.from({ length: 7 }, () => ({ max: 'hot' })) })
    const error = await failureOf(over({ one: days }).llm.generate({ messages, schema }))
    const named = [0, 1, 2, 3, 4].map((day) => `days[${String(day)}].max`).join(', ')
    expect((error as Error).message).toContain(`at ${named} and 2 more`)
  })

  it.each([
    ['null', null, 'the root'],
    ['one whose path throws', new Proxy({}, { get: () => expect.fail('it was read') }), 'the root'],
    [
      'one with a path of anything',
      { path: ['days', null, {}, Symbol('key'), 2] },
      'days.?.?.Symbol(key)[2]',
    ],
    ['one with a key of the model that breaks a line', { path: ['a\nb\u001B[2J\u2028\u202E'] }, 'ab[2J'],
  ])('an issue may be %s', async (_title, issue, place) => {
    const error = await failureOf(
      over({ one: fits }).llm.generate({ messages, schema: ownSchema(() => ({ issues: [issue] })) }),
    )
    expect(error).toMatchObject({
      kind: 'invalid-response',
      message: `one/model-of-one: the answer does not fit the schema at ${place}`,
    })
  })

  it.each([undefined, null, 'x', new Error('x'), { errors: [{}] }])('has no issues for %o', (error) => {
    expect(schemaIssuesOf(error)).toEqual([])
  })
})

describe('what is asked of the model', () => {
  it('is the schema as JSON Schema, closed, where its library can convert it', async () => {
    const schema = z.object({ days: z.array(z.object({ max: z.number() })), more: z.looseObject({}) })
    const { llm, sent } = over({ one: '{"days":[],"more":{}}' })
    await llm.generate({ messages, schema })
    expect(sent[0]?.[1].response_format).toMatchObject({
      type: 'json_schema',
      json_schema: {
        schema: {
          type: 'object',
          properties: { days: { type: 'array', items: { type: 'object', additionalProperties: false } } },
          required: ['days', 'more'],
          additionalProperties: false,
        },
      },
    })
    expect(JSON.stringify(sent)).not.toContain('$schema')
    expect(JSON.stringify(sent)).toContain(
      '"more":{"type":"object","properties":{},"additionalProperties":{}}',
    )
  })

  it.each([
    ['its library cannot convert it', inValibot],
    ['it has no form in JSON Schema', z.object({ city: z.string(), at: z.date().optional() })],
    [
      'its conversion gives nothing',
      { '~standard': { ...inValibot['~standard'], jsonSchema: { input: () => null } } },
    ],
    [
      'its conversion gives a promise, though it rejects',
      {
        '~standard': {
          ...inValibot['~standard'],
          jsonSchema: { input: () => Promise.reject(new Error('x')) },
        },
      },
    ],
  ])('is any JSON where %s', async (_title, schema) => {
    const { llm, sent } = over({ one: fits })
    await llm.generate({ messages, schema })
    expect(sent[0]?.[1].response_format).toEqual({ type: 'json_object' })
  })

  it('is what the request says, where it says something', async () => {
    const { llm, sent } = over({ one: fits })
    await llm.generate({ messages, schema: city, responseFormat: { type: 'text' } })
    expect(sent[0]?.[1].response_format).toBeUndefined()
  })
})

describe('a schema', () => {
  it.each([{}, 'object', null, { '~standard': {} }])(
    'is refused before any provider is asked when it is none: %j',
    async (schema) => {
      const { llm, sent } = over({ one: fits })
      await expect(llm.generate({ messages, schema: schema as never })).rejects.toThrow(
        'generate: "schema" must be a Standard Schema, as those of zod, valibot and ArkType are',
      )
      expect(sent).toEqual([])
    },
  )

  it('is a matter of generate, not of stream', () => {
    expect(() => over({ one: fits }).llm.stream({ messages, schema: city } as never)).toThrow(
      'stream: unknown option "schema"; use "generate()"',
    )
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('private')
      },
    ],
    ['rejects', async () => Promise.reject(new Error('private'))],
    ['gives nothing', () => undefined],
    ['gives nonsense', () => ({ issues: 'many' })],
    [
      'gives a value that throws',
      () => ({
        get value() {
          throw new Error('private')
        },
      }),
    ],
    [
      'gives issues that throw',
      () => ({
        get issues() {
          throw new Error('private')
        },
      }),
    ],
  ])('that %s ends the call without asking another provider', async (_title, validate) => {
    const { llm, sent } = over({ one: fits, two: fits })
    const error = await failureOf(llm.generate({ messages, schema: ownSchema(validate) }))
    expect(error).toMatchObject({ kind: 'bad-request' })
    expect((error as Error).message).toMatch(/the schema (threw an error|gave no result)$/)
    expect([sent.length, llm.getStats()['one']?.isHealthy]).toEqual([1, true])
  })
})
