import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { createFakeLLM, startFakeLLM } from './index.ts'
import type { ErrorName, FakeLLM, FaultName } from './index.ts'
import { ask, eventsIn, textIn } from './support/ask.ts'

const targets = { openai: { format: 'openai' }, anthropic: { format: 'anthropic' } } as const
type Id = keyof typeof targets
const ids = Object.keys(targets) as Id[]

/** Every test runs against both kinds of fake: a fault behaves the same with and without sockets. */
const kinds: [string, () => Promise<FakeLLM<Id>>, (fake: FakeLLM<Id>) => typeof fetch][] = [
  ['in process', async () => createFakeLLM({ targets }), (fake) => fake.fetch],
  ['over a socket', () => startFakeLLM({ targets }), () => fetch],
]

describe.each(kinds)('a fault %s', (_, create, fetchOf) => {
  const met = async (id: Id, fault: FaultName, stream: boolean) => {
    await using fake = await create()
    fake.target(id).script([{ fault, afterChunks: 3 }])
    let response: Response
    let body: string
    try {
      response = await ask(fake, id, { stream, fetch: fetchOf(fake) })
    } catch (error) {
      return { failed: (error as Error).message, record: fake.requests[0] }
    }
    try {
      body = await response.text()
    } catch (error) {
      return { broke: (error as Error).message, status: response.status, record: fake.requests[0] }
    }
    return {
      body,
      status: response.status,
      type: response.headers.get('content-type'),
      record: fake.requests[0],
    }
  }

  it.each(ids)('before the headers breaks the connection off: %s', async (id) => {
    for (const fault of ['refuse', 'cut-before-headers'] as const) {
      expect(await met(id, fault, false)).toMatchObject({
        failed: 'fetch failed',
        record: { fault, status: undefined, end: 'cut' },
      })
    }
  })

  it.each(ids)('in the body breaks the connection off after what was sent: %s', async (id) => {
    for (const stream of [true, false]) {
      expect(await met(id, 'cut-in-body', stream)).toMatchObject({
        broke: 'terminated',
        status: 200,
        record: { fault: 'cut-in-body', end: 'cut' },
      })
    }
  })

  it.each(ids)('truncates a body, which then ends cleanly: %s', async (id) => {
    const streamed = await met(id, 'truncate', true)
    expect(textIn(streamed.body ?? '')).toBe(`answer 1 from ${id}: ${id}#1.1 ${id}#1.2`)
    expect(streamed.body).not.toMatch(/DONE|message_stop|finish_reason":"/)
    const whole = await met(id, 'truncate', false)
    expect(() => JSON.parse(whole.body ?? '') as unknown).toThrow(SyntaxError)
    expect(whole.record).toMatchObject({ fault: 'truncate', end: 'answered' })
  })

  it.each(ids)('turns a 200 into an error: %s', async (id) => {
    const streamed = await met(id, 'error-in-body', true)
    expect(streamed.status).toBe(200)
    expect(eventsIn(streamed.body ?? '').at(-1)).toHaveProperty('error.message')
    const whole = await met(id, 'error-in-body', false)
    expect(whole.status).toBe(200)
    expect(JSON.parse(whole.body ?? '')).toHaveProperty('error.message')
  })

  it.each(ids)('answers with something that is not an answer: %s', async (id) => {
    expect(await met(id, 'html', false)).toMatchObject({ status: 502, type: 'text/html' })
    expect(await met(id, 'empty', false)).toMatchObject({ status: 200, body: '' })
    expect(await met(id, 'empty', true)).toMatchObject({ status: 200, body: '' })
    const whole = await met(id, 'invalid-json', false)
    expect(() => JSON.parse(whole.body ?? '') as unknown).toThrow(SyntaxError)
    const streamed = await met(id, 'invalid-json', true)
    expect(() => eventsIn(streamed.body ?? '')).toThrow(SyntaxError)
  })
})

describe('a fault that takes time', () => {
  it.each(['hang-before-headers', 'hang-in-body'] as const)(
    'keeps silent until the client leaves: %s',
    async (fault) => {
      const clock = createFakeClock()
      const fake = createFakeLLM({ targets, clock })
      fake.target('openai').outage(fault)
      const abort = new AbortController()
      const asked = ask(fake, 'openai', { signal: abort.signal, stream: true }).then((response) =>
        response.text(),
      )
      await fake.until((requests) => requests.length === 1)
      await clock.advance(1_000_000)
      expect(fake.target('openai').stats.inFlight).toBe(1)
      abort.abort('enough')
      await expect(asked).rejects.toBe('enough')
      await fake.until(([request]) => request?.end === 'client-closed')
      expect(fake.target('openai').stats).toMatchObject({ failed: 1, inFlight: 0 })
    },
  )

  it('drips slowly, but completely', async () => {
    const clock = createFakeClock()
    const fake = createFakeLLM({ targets, clock })
    fake.target('openai').script([{ fault: 'slow-drip', gapMs: 700 }, 'slow-drip'])
    const bodies = [ask(fake, 'openai', { stream: true }), ask(fake, 'openai')].map(async (response) =>
      textIn(await (await response).text()),
    )
    await fake.until((requests) => requests.length === 2)
    await clock.advance(60_000)
    expect(await Promise.all(bodies)).toEqual([
      expect.stringContaining('openai#1.8'),
      expect.stringContaining('openai#2.8'),
    ])
    const times = fake.requests.map(({ startedAt, endedAt }) => (endedAt ?? Infinity) - startedAt)
    expect(times).toEqual([9 * 700, 7 * 1_000])
  })
})

describe('an error in the vendor’s words', () => {
  const statuses: Record<ErrorName, [number, number]> = {
    'rate-limit': [429, 429],
    quota: [429, 400],
    auth: [401, 401],
    permission: [403, 403],
    overloaded: [503, 529],
    server: [500, 500],
    timeout: [504, 504],
    'bad-request': [400, 400],
    'context-length': [400, 400],
    'content-policy': [400, 400],
    'model-not-found': [404, 404],
  }

  it.each(Object.entries(statuses) as [ErrorName, [number, number]][])('%s', async (fault, expected) => {
    const fake = createFakeLLM({ targets })
    const found = await Promise.all(
      ids.map(async (id) => {
        fake.target(id).script([{ fault, message: 'in my own words' }])
        const response = await ask(fake, id)
        expect(await response.json()).toHaveProperty('error.message', 'in my own words')
        return response.status
      }),
    )
    expect(found).toEqual(expected)
  })

  it('tells when to come back, in the headers the vendor uses', async () => {
    const fake = createFakeLLM({ targets })
    for (const id of ids)
      fake.target(id).script([{ fault: 'rate-limit', retryAfterMs: 1_200 }, 'rate-limit', 'quota'])
    const headers = async (id: Id) => {
      const response = await ask(fake, id)
      return [response.headers.get('retry-after'), response.headers.get('retry-after-ms')]
    }
    expect(await headers('openai')).toEqual(['2', '1200'])
    expect(await headers('openai')).toEqual(['1', '1000'])
    expect(await headers('openai')).toEqual([null, null])
    expect(await headers('anthropic')).toEqual(['2', null])
  })
})

describe('a script', () => {
  it('gives each step once, then the target is back to normal', async () => {
    const fake = createFakeLLM({ targets })
    const target = fake.target('openai')
    target.script([
      500,
      { status: 418, body: 'teapot', headers: { 'X-Pot': 'short' } },
      { reply: 'mine' },
      'ok',
    ])
    const statuses = []
    for (let count = 0; count < 5; count += 1) statuses.push((await ask(fake, 'openai')).status)
    expect(statuses).toEqual([500, 418, 200, 200, 200])
    expect(target.requests.map(({ fault }) => fault)).toEqual([
      'status 500',
      'status 418',
      undefined,
      undefined,
      undefined,
    ])
    expect(target.stats).toMatchObject({ answered: 3, failed: 2 })
  })

  it('leaves other targets alone, and a new one replaces it', async () => {
    const fake = createFakeLLM({ targets })
    fake.target('openai').script([500, 500, 500])
    expect((await ask(fake, 'anthropic')).status).toBe(200)
    fake.target('openai').script([{ status: 503, body: 'later', headers: { 'X-Pot': 'short' } }])
    const response = await ask(fake, 'openai')
    expect([response.status, response.headers.get('x-pot'), await response.text()]).toEqual([
      503,
      'short',
      'later',
    ])
    expect((await ask(fake, 'openai')).status).toBe(200)
  })
})

describe('an outage', () => {
  it('fails every request until it is over', async () => {
    const fake = createFakeLLM({ targets })
    const target = fake.target('anthropic')
    target.outage()
    await expect(ask(fake, 'anthropic')).rejects.toThrow('fetch failed')
    target.outage('overloaded')
    expect((await ask(fake, 'anthropic')).status).toBe(529)
    target.outage(false)
    expect((await ask(fake, 'anthropic')).status).toBe(200)
  })

  it('ends with a reset, like everything else that was changed', async () => {
    const fake = createFakeLLM({ targets: { a: { apiKey: 'k' } } })
    const target = fake.target('a')
    target.outage()
    target.script([500])
    target.update({ reply: 'changed', faults: { rate: 1, kinds: ['server'] } })
    target.reset()
    expect(textIn(await (await ask(fake, 'a', { key: 'k' })).text())).toContain('answer 1 from a')
    expect((await ask(fake, 'a')).status).toBe(401)
  })
})

describe('random faults', () => {
  const run = async (seed: number) => {
    const faults = [
      { rate: 0.2, kinds: ['server', { fault: 'rate-limit', retryAfterMs: 5 }] },
      { rate: 0.1, kinds: [418] },
    ] as const
    const fake = createFakeLLM({ targets: { a: { faults } }, seed, clock: createFakeClock() })
    for (let count = 0; count < 1_000; count += 1) await ask(fake, 'a')
    return fake.requests.map(({ fault }) => fault ?? 'none')
  }

  it('strike as often as asked, each kind alike, the same for the same seed', async () => {
    const first = await run(7)
    const share = (name: string) => first.filter((fault) => fault === name).length / first.length
    expect(share('server')).toBeCloseTo(0.1, 1)
    expect(share('rate-limit')).toBeCloseTo(0.1, 1)
    expect(share('status 418')).toBeCloseTo(0.1, 1)
    expect(share('none')).toBeCloseTo(0.7, 1)
    expect(await run(7)).toEqual(first)
    expect(await run(8)).not.toEqual(first)
  })

  it('spare the steps of a script', async () => {
    const fake = createFakeLLM({ targets: { a: { faults: { rate: 1, kinds: ['server'] } } } })
    fake.target('a').script(['ok', { reply: 'mine' }])
    expect([
      (await ask(fake, 'a')).status,
      (await ask(fake, 'a')).status,
      (await ask(fake, 'a')).status,
    ]).toEqual([200, 200, 500])
  })
})
