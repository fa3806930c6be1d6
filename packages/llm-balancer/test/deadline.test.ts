import { describe, expect, it } from 'vitest'
import type { FakeLLM } from '@llm-balancer/testing'
import { entryFor, rejection, scene } from './scene.ts'

const hello = { prompt: 'Hello' } as const
const streamed = { prompt: 'Hello', stream: true } as const

const readAll = async (stream: AsyncIterable<string>): Promise<string> => {
  let text = ''
  for await (const piece of stream) text += piece
  return text
}

const hang = (fake: FakeLLM, ...ids: string[]): void => {
  for (const id of ids) fake.target(id).outage('hang-before-headers')
}

describe('the time of a request', () => {
  it('serves from a healthy third provider although two hang', async () => {
    const { llm, fake, clock, drive, asked } = scene(
      { a: {}, b: {}, c: {} },
      { timeouts: { deadlineMs: 1000 } },
    )
    hang(fake, 'a', 'b')
    const before = clock.now()
    expect((await drive(llm.request(hello))).provider).toBe('c')
    expect(clock.now() - before).toBe(750)
    expect(asked()).toEqual(['a', 'b', 'c'])
  })

  it('is shared with a provider that was added later', async () => {
    const { llm, fake, drive } = scene(
      { a: {}, b: {} },
      { timeouts: { deadlineMs: 1000 }, entries: { b: { weight: 0 } } },
    )
    hang(fake, 'a')
    llm.addProvider({ ...entryFor(fake, 'b'), name: 'late' })
    expect((await drive(llm.request(hello))).provider).toBe('late')
  })

  it('belongs to the only provider that may be asked', async () => {
    const targets = { a: { latency: 900 }, b: {} }
    const { llm, drive } = scene(targets, { timeouts: { deadlineMs: 1000 }, entries: { b: { weight: 0 } } })
    expect((await drive(llm.request(hello))).provider).toBe('a')
    expect(await drive(readAll(llm.request(streamed)))).toContain('a#')
  })

  it('leaves a provider its own clock', async () => {
    const options = { timeouts: { deadlineMs: 1000 }, entries: { a: { timeouts: { attemptMs: 800 } } } }
    const { llm, drive } = scene({ a: { latency: 700 }, b: {} }, options)
    expect((await drive(llm.request(hello))).provider).toBe('a')
  })
})

it('lists the errors of all attempts twice, whole and in short, when the time was up', async () => {
  const { llm, fake, drive } = scene({ a: {}, b: {}, c: {} }, { timeouts: { deadlineMs: 1000 } })
  fake.target('a').outage('server')
  fake.target('b').outage('overloaded')
  hang(fake, 'c')
  const error = await rejection(drive(llm.request(hello)))
  expect(error).toMatchObject({
    name: 'DeadlineExceededError',
    code: 'deadline-exceeded',
    errors: [
      { provider: 'openai', kind: 'server' },
      { provider: 'openai', kind: 'overloaded' },
    ],
    attempts: [
      { targetId: 'a', kind: 'server' },
      { targetId: 'b', kind: 'overloaded' },
    ],
  })
})

describe('the time of a stream', () => {
  it.each(['hang-before-headers', { fault: 'hang-in-body', afterChunks: 0 }] as const)(
    'serves from the healthy provider although one hangs: %j',
    async (fault) => {
      const { llm, fake, clock, drive } = scene({ a: {}, b: {} }, { timeouts: { deadlineMs: 1000 } })
      fake.target('a').outage(fault)
      const before = clock.now()
      expect(await drive(readAll(llm.request(streamed)))).toContain('b#')
      expect(clock.now() - before).toBe(500)
    },
  )

  it('fails over in time without a total time, too', async () => {
    const { llm, fake, clock, drive } = scene({ a: {}, b: {} })
    fake.target('a').outage({ fault: 'hang-in-body', afterChunks: 0 })
    const before = clock.now()
    expect(await drive(readAll(llm.request(streamed)), 500)).toContain('b#')
    expect(clock.now() - before).toBe(12_500)
  })

  it('leaves all of it to a provider that is alone', async () => {
    const { llm, fake, clock, drive } = scene({ a: {} }, { retry: { maxAttempts: 1 } })
    hang(fake, 'a')
    const before = clock.now()
    expect(await rejection(drive(readAll(llm.request(streamed)), 1000))).toMatchObject({ kind: 'timeout' })
    expect(clock.now() - before).toBe(25_000)
  })
})
