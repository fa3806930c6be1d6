import { describe, expect, it } from 'vitest'
import { rejection } from '../../../../test/scene.ts'
import { LLMPool } from '../index.ts'
import { hello, scene } from './scene.ts'

// Faults of `llmpool` 0.0.6 that this pool must not have. Those of its files are in configuration.test.ts.

describe('limits and circuits are obeyed also when no other provider is left', () => {
  it('a used-up limit', async () => {
    const { pool, drive, asked } = scene(
      { a: {}, b: {} },
      { providers: { a: { requests_per_minute: 1 }, b: { requests_per_minute: 1 } } },
    )
    for (let number = 0; number < 2; number += 1) await drive(pool.chat(hello))
    for (let number = 0; number < 5; number += 1)
      expect(await rejection(drive(pool.chat(hello)))).toMatchObject({ name: 'RateLimitError' })
    expect(asked()).toEqual(['a', 'b'])
  })

  it('an open circuit, whose time is not moved by the chats that it refuses', async () => {
    const { pool, fake, drive, asked, clock } = scene(
      { a: {} },
      { maxRetries: 1, providers: { a: { circuit_breaker_threshold: 1 } } },
    )
    fake.target('a').script(['server'])
    await rejection(drive(pool.chat(hello)))
    for (let number = 0; number < 11; number += 1) {
      await clock.advance(5000)
      await rejection(drive(pool.chat(hello)))
    }
    expect(asked()).toEqual(['a'])
    await clock.advance(5000)
    expect((await drive(pool.chat(hello))).provider).toBe('a')
  })
})

it('a bad key and a bad request are not sent to every provider several times', async () => {
  const { pool, fake, drive, asked } = scene({ a: {}, b: {} })
  fake.target('a').outage('auth')
  fake.target('b').outage('bad-request')
  await rejection(drive(pool.chat(hello)))
  expect(asked()).toEqual(['a', 'b'])
})

it('a 429, a 400 and a 401 do not open a circuit', async () => {
  const { pool, fake, drive, clock } = scene(
    { a: {} },
    { maxRetries: 1, providers: { a: { circuit_breaker_threshold: 1 } } },
  )
  for (const fault of ['bad-request', 'rate-limit', 'auth'] as const) {
    fake.target('a').script([fault])
    await rejection(drive(pool.chat(hello)))
    expect(pool.getProviderStats()['a']?.performance.circuitBreakerOpen).toBe(false)
    await clock.advance(60_000)
  }
})

it('a circuit does not open when every other request succeeds', async () => {
  const { pool, fake, drive, clock } = scene({ a: {} }, { maxRetries: 1 })
  fake.target('a').script(Array.from({ length: 40 }, (_, place) => (place % 2 === 0 ? 'server' : 'ok')))
  for (let number = 0; number < 40; number += 1) {
    await drive(pool.chat(hello).catch(() => {}))
    await clock.advance(2000)
  }
  expect(pool.getProviderStats()['a']).toMatchObject({
    usage: { totalRequests: 40, errors: 20 },
    performance: { successRate: 50, circuitBreakerOpen: false },
  })
})

it('requests are counted against a limit when they begin, not when they end', async () => {
  const { pool, fake, drive } = scene(
    { a: { latency: 5000 } },
    { providers: { a: { requests_per_minute: 1 } } },
  )
  const running = pool.chat(hello)
  await fake.until((requests) => requests.length === 1)
  expect(await rejection(drive(pool.chat(hello)))).toMatchObject({ name: 'RateLimitError', resetTime: 60 })
  await drive(running)
})

it.each(['error-in-body', 'empty', 'invalid-json', 'html'] as const)(
  'a 200 that is no answer is a failure, and the next provider serves: %s',
  async (fault) => {
    const { pool, fake, drive } = scene({ a: {}, b: {} })
    fake.target('a').script([fault])
    expect((await drive(pool.chat(hello))).provider).toBe('b')
    expect(pool.getProviderStats()['a']?.usage.errors).toBe(1)
  },
)

it.each([
  JSON.stringify({ error: 'oops' }),
  JSON.stringify({ choices: [{ message: { role: 'assistant', content: '' }, finish_reason: 'stop' }] }),
])('a 200 with an error, or without content, is a failure: %s', async (body) => {
  const { pool, fake, drive } = scene({ a: {}, b: {} })
  fake.target('a').script([{ status: 200, body }])
  expect((await drive(pool.chat(hello))).provider).toBe('b')
})

it('the text of an answer is found behind its thinking', async () => {
  const { pool, fake, drive } = scene(
    { a: { format: 'anthropic' } },
    { providers: { a: { type: 'anthropic' } } },
  )
  const content = [
    { type: 'thinking', thinking: 'Hm.', signature: 'x' },
    { type: 'text', text: 'Paris' },
  ]
  const usage = { input_tokens: 3, output_tokens: 2 }
  const body = {
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content,
    stop_reason: 'end_turn',
    usage,
  }
  fake.target('a').script([{ status: 200, body: JSON.stringify(body) }])
  expect(await drive(pool.chat(hello))).toMatchObject({ content: 'Paris', usage: { total_tokens: 5 } })
})

it('a slow provider cannot use up the time of a chat several times over', async () => {
  const { pool, fake, drive, clock } = scene({ a: {}, b: {}, c: {} }, { timeout: 8000 })
  for (const id of ['a', 'b', 'c'] as const) fake.target(id).outage('hang-before-headers')
  const start = clock.now()
  await rejection(drive(pool.chat(hello), 100))
  expect(clock.now() - start).toBeLessThanOrEqual(8000)
})

it('a pool that was made and nothing else holds no timer, and can be shut down, twice', async () => {
  const { clock } = scene({ a: {} })
  const pool = new LLMPool({ clock })
  let ended = 0
  pool.on('shutdown', () => (ended += 1))
  expect(clock.pending).toBe(0)
  await pool.shutdown()
  await pool.shutdown()
  expect(ended).toBe(1)
})

it('providers that change during a chat do not change how often it asks', async () => {
  const { pool, fake, drive, config, asked } = scene({ a: { latency: 100 }, b: {} }, { maxRetries: 1 })
  fake.target('a').outage('server')
  fake.target('b').outage('server')
  const failing = rejection(pool.chat(hello))
  await fake.until((requests) => requests.length === 1)
  pool.updateProviders([config('a')])
  expect(await drive(failing)).toMatchObject({ name: 'ProviderError', provider: 'a', statusCode: 500 })
  expect(asked()).toEqual(['a'])
})

it('a listener that throws does not spoil a chat', async () => {
  const { pool, fake, drive } = scene({ a: {}, b: {} })
  for (const name of ['requestSuccess', 'requestError', 'providersUpdated'] as const)
    pool.on(name as 'debug', () => {
      throw new Error('thrown by a listener')
    })
  fake.target('a').script(['server'])
  expect((await drive(pool.chat(hello))).provider).toBe('b')
})
