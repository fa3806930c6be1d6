import { expect, it, describe } from 'vitest'
import type { RestartableStreamPart } from '../src/types/index.ts'
import type { FakeTargetOptions } from '@llm-balancer/testing'
import { createCatalogue } from '@llm-balancer/cost'
import { scene } from './scene.ts'

const whole = 'A balancer spreads calls over several targets, and keeps the caller served.'
const hello = { messages: [{ role: 'user', content: 'Hello' }] } as const
const continuing = { onInterrupted: 'continue' } as const
const breaking = (afterChunks: number) => ({ fault: 'cut-in-body', afterChunks }) as const
const cancelled = /^POST .*\/responses\/resp_fake_\d+\/cancel$/

const set = (reply: FakeTargetOptions['reply'] = whole, entry: object = { background: true }) => {
  const made = scene(
    { a: { reply, chunkGap: 5 }, b: { reply: 'From b.' } },
    {
      catalogue: createCatalogue([{ model: 'model-of-b', capabilities: { prefill: true } }]),
      entries: { a: { api: 'responses', ...entry } },
    },
  )
  const paths = (): string[] => made.fake.requests.map(({ method, path }) => `${method} ${path}`)
  return { ...made, paths }
}

const read = async (stream: AsyncIterable<RestartableStreamPart>): Promise<RestartableStreamPart[]> => {
  const parts: RestartableStreamPart[] = []
  for await (const part of stream) if (part.type !== 'ping') parts.push(part)
  return parts
}
/** Parts without what differs from call to call. */
const lasting = (parts: readonly RestartableStreamPart[]): unknown =>
  JSON.parse(
    JSON.stringify(
      parts.filter(({ type }) => type !== 'stream-start' && type !== 'response-metadata'),
    ).replaceAll(/(fake_)\d+/g, '$1'),
  )
const textOf = (parts: readonly RestartableStreamPart[]): string =>
  parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')

describe('a stream that is made in the background', () => {
  const replies = {
    'a text': whole,
    'a thought': { reasoning: 'I have to think about this for long', text: whole },
    'a tool call': { toolCalls: [{ name: 'look', input: { at: 'a long thing to look at' } }] },
  } as const

  it.each(Object.entries(replies))('is exact wherever it breaks: %s', async (_, reply) => {
    const { llm, fake, drive } = set(reply)
    const all = await drive(read(llm.stream(hello, continuing)))
    for (let afterChunks = 0; afterChunks < 12; afterChunks += 1) {
      fake.target('a').script([breaking(afterChunks), breaking(1)])
      const stream = llm.stream(hello, continuing)
      const parts = await drive(read(stream))
      expect(lasting(parts)).toEqual(lasting(all))
      expect(stream.attempts.map(({ targetId }) => targetId)).toEqual(stream.attempts.map(() => 'a'))
    }
    expect(fake.target('b').requests).toEqual([])
  })

  it('costs what its whole answer costs, once', async () => {
    const { llm, fake, drive, paths } = set({ text: whole, usage: { inputTokens: 1000, outputTokens: 500 } })
    fake.target('a').script([breaking(4)])
    const stream = llm.stream(hello, continuing)
    const parts = await drive(read(stream))
    expect(textOf(parts)).toBe(whole)
    expect(stream.attempts).toMatchObject([
      { outcome: { type: 'failure', kind: 'stream-interrupted' } },
      { continues: true, outcome: { type: 'success', usage: { inputTokens: 1000, outputTokens: 500 } } },
    ])
    expect(stream.attempts[0]?.outcome?.usage).toBeUndefined()
    expect(parts.filter(({ type }) => type === 'finish')).toHaveLength(1)
    expect(paths()).toEqual(['POST /a/v1/responses', expect.stringMatching(/^GET .*starting_after=\d+$/)])
    expect(llm.getStats()['a']).toMatchObject({ successes: 1 })
  })

  it('is asked for by one call as well, with its own options', async () => {
    const { llm, fake, drive, paths } = set(whole, {})
    fake.target('a').script([breaking(4)])
    const providerOptions = { openai: { background: true } }
    expect(textOf(await drive(read(llm.stream({ ...hello, providerOptions }, continuing))))).toBe(whole)
    expect(paths()).toHaveLength(2)
  })

  it('goes on elsewhere where its vendor has it no longer', async () => {
    const { llm, fake, drive, paths } = set()
    fake.target('a').script([breaking(4), 404])
    const parts = await drive(read(llm.stream(hello, continuing)))
    expect(textOf(parts)).toBe(`A balancer spreads callsFrom b.`)
    expect(paths().map((path) => path.split('?')[0])).toEqual([
      'POST /a/v1/responses',
      'GET /a/v1/responses/resp_fake_1',
      'POST /b/v1/chat/completions',
    ])
  })

  it('is cancelled when its vendor does not answer any more, and goes on elsewhere', async () => {
    const { llm, fake, drive, paths } = set()
    fake.target('a').script([breaking(4), 'refuse', 'refuse'])
    await drive(read(llm.stream(hello, continuing)))
    expect(paths().filter((path) => cancelled.test(path))).toEqual([
      'POST /a/v1/responses/resp_fake_1/cancel',
    ])
    expect(fake.target('b').requests).toHaveLength(1)
  })

  it.each(['throw', 'restart'] as const)('is cancelled when it breaks with %s', async (onInterrupted) => {
    const { llm, fake, drive, paths } = set()
    fake.target('a').script([breaking(4)])
    await drive(read(llm.stream(hello, { onInterrupted })).catch(() => {}))
    await drive(fake.until((requests) => requests.every(({ end }) => end !== undefined)))
    expect(paths().some((path) => cancelled.test(path))).toBe(true)
  })

  it.each(['leaves', 'aborts'])('is cancelled when its reader %s', async (how) => {
    const { llm, fake, drive, paths } = set()
    const controller = new AbortController()
    const stream = llm.stream(hello, { ...continuing, signal: controller.signal })
    await drive(stream.opened())
    if (how === 'leaves') await drive(stream.return())
    else controller.abort(new Error('enough'))
    await drive(fake.until((requests) => requests.length === 2))
    expect(paths()[1]).toMatch(cancelled)
  })

  it('is not when it is not streamed, which is told', async () => {
    const { llm, fake, drive } = set()
    const providerOptions = { openai: { background: true } }
    const { text, warnings } = await drive(llm.generate({ ...hello, providerOptions }))
    expect(text).toBe(whole)
    expect(warnings).toMatchObject([{ type: 'unsupported', feature: 'background' }])
    expect(fake.requests[0]?.body).toMatchObject({ store: false })
  })

  it('is not where the call is not to be stored', async () => {
    const { llm, fake, drive } = set()
    await drive(read(llm.stream({ ...hello, providerOptions: { openai: { store: false } } })))
    expect(fake.requests[0]?.body).not.toHaveProperty('background')
  })

  it('is for the Responses API', () => {
    expect(() => set(whole, { api: 'chat-completions', background: true })).toThrow('"background"')
  })
})
