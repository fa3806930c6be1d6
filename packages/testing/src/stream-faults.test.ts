import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { createFakeLLM } from './index.ts'
import type { FakeLLM, Fault } from './index.ts'
import { ask, eventsIn, textIn } from './support/ask.ts'

const targets = { openai: { format: 'openai' }, anthropic: { format: 'anthropic' } } as const
type Id = keyof typeof targets
const ids = Object.keys(targets) as Id[]

const textWith = async (id: Id, fault: Fault, stream = true): Promise<string> => {
  const fake = createFakeLLM({ targets })
  fake.target(id).script([fault])
  return await (await ask(fake, id, { stream })).text()
}

const textOfAll = (id: Id): string =>
  [`answer 1 from ${id}:`, ...Array.from({ length: 8 }, (_, word) => ` ${id}#1.${word + 1}`)].join('')

describe.each(ids)('a stream of %s', (id) => {
  it('without its terminator has all that comes before', async () => {
    const body = await textWith(id, 'no-terminator')
    expect(textIn(body)).toBe(textOfAll(id))
    expect(body).not.toMatch(/\[DONE\]|message_stop/)
    expect(body).toMatch(/finish_reason":"stop"|stop_reason":"end_turn"/)
  })

  it('with a broken event has all the others', async () => {
    const body = await textWith(id, { fault: 'broken-event', afterChunks: 3 })
    const events = body.split('\n\n').filter((event) => event !== '')
    const broken = events.filter((event) => {
      try {
        eventsIn(event)
        return false
      } catch {
        return true
      }
    })
    expect(broken).toHaveLength(1)
    expect(broken[0]).toContain(`${id}#1.3`)
    const others = events.filter((event) => event !== broken[0]).join('\n\n')
    expect(textIn(others)).toBe(textOfAll(id).replace(` ${id}#1.3`, ''))
    expect(others).toMatch(/\[DONE\]|message_stop/)
  })

  it('breaks after half of its content events, unless it is told after how many', async () => {
    // Nine content events: the words after the colon, and what comes before them.
    const half = textOfAll(id).slice(0, textOfAll(id).indexOf(` ${id}#1.5`))
    expect(textIn(await textWith(id, 'truncate'))).toBe(half)
    expect(textIn(await textWith(id, { fault: 'truncate', afterChunks: 0 }))).toBe('')
    expect(textIn(await textWith(id, { fault: 'truncate', afterChunks: 99 }))).toBe(textOfAll(id))
    const events = (await textWith(id, 'broken-event')).split('\n\n')
    expect(events.find((event) => event.includes(`${id}#1.5`))).not.toMatch(/\}$/)
  })

  it('that is a whole answer instead breaks after half of its bytes', async () => {
    const [whole = '', half] = await Promise.all(
      [undefined, 'truncate' as const].map(async (fault) => {
        const fake = createFakeLLM({ targets, clock: createFakeClock() })
        fake.target(id).script(fault === undefined ? [] : [fault])
        return (await ask(fake, id)).text()
      }),
    )
    expect(half).toBe(whole.slice(0, Math.floor(whole.length / 2)))
  })
})

it('a stream that consists of its terminator has no body without it', async () => {
  const fake = createFakeLLM({ targets: { google: { format: 'google', reply: { text: '' } } } })
  fake.target('google').script(['no-terminator'])
  const response = await ask(fake, 'google', { format: 'google', stream: true })
  expect([response.status, await response.text()]).toEqual([200, ''])
  expect(fake.requests[0]).toMatchObject({ fault: 'no-terminator', end: 'answered' })
})

it('a whole answer without its end, or with a broken part, does not parse', async () => {
  for (const fault of ['no-terminator', 'broken-event'] as const) {
    const body = await textWith('openai', fault, false)
    expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError)
  }
})

it('a stream without gaps comes all at once', async () => {
  const fake = createFakeLLM({ targets })
  const response = await ask(fake, 'openai', { stream: true })
  const read = await response.body?.getReader().read()
  expect(textIn(new TextDecoder().decode(read?.value))).toBe(textOfAll('openai'))
  expect(fake.requests[0]?.end).toBe('answered')
})

const started = (fault: Fault) => {
  const clock = createFakeClock()
  const fake: FakeLLM<Id> = createFakeLLM({ targets, clock })
  fake.target('openai').script([fault])
  return { clock, fake, asked: ask(fake, 'openai', { stream: true }) }
}

it.each([
  ['slow-start', 10_000],
  [{ fault: 'slow-start', forMs: 20_000 }, 20_000],
] as const)('a slow start gives its headers at once and its content late: %j', async (fault, forMs) => {
  const { clock, fake, asked } = started(fault)
  const response = await asked
  const reader = response.body?.getReader()
  const first = reader?.read()
  await clock.advance(forMs - 1)
  expect(fake.requests[0]).toMatchObject({ status: 200, end: undefined })
  await clock.advance(1)
  expect(textIn(new TextDecoder().decode((await first)?.value))).toBe('answer 1 from openai:')
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read());
  await fake.until(([request]) => request?.end !== undefined)
  expect(fake.requests[0]).toMatchObject({ end: 'answered', fault: 'slow-start', endedAt: clock.now() })
})

it.each([
  [{ fault: 'hang-in-body', forMs: 500 }, 'terminated'],
  [{ fault: 'hang-before-headers', forMs: 500 }, 'fetch failed'],
] as const)('a hang that is over closes the connection: %j', async (fault, message) => {
  const { clock, fake, asked } = started(fault)
  const failed = asked.then((response) => response.text())
  failed.catch(() => {})
  await fake.until((requests) => requests.length === 1)
  await clock.advance(499)
  expect(fake.requests[0]?.end).toBeUndefined()
  await clock.advance(1)
  await expect(failed).rejects.toThrow(message)
  expect(fake.requests[0]).toMatchObject({ end: 'cut', endedAt: clock.now() })
})

describe('a target without prefill', () => {
  const fake = createFakeLLM({
    targets: {
      openai: { format: 'openai', prefill: false },
      anthropic: { format: 'anthropic', prefill: false },
      google: { format: 'google', prefill: false },
    },
  })
  const send = async (url: string, body: object) => {
    const response = await fake.fetch(url, { method: 'POST', body: JSON.stringify(body) })
    return [response.status, fake.requests.at(-1)?.fault]
  }
  const turns = (own: string) =>
    [
      { role: 'user', content: 'hi' },
      { role: own, content: 'he' },
    ] as const

  it('refuses a conversation that ends with the model’s own message', async () => {
    const chat = { model: 'm', max_tokens: 9, messages: turns('assistant') }
    expect(await send(`${fake.url('openai')}/chat/completions`, chat)).toEqual([400, 'prefill'])
    expect(await send(`${fake.url('anthropic')}/v1/messages`, chat)).toEqual([400, 'prefill'])
    const contents = { contents: turns('model') }
    expect(await send(`${fake.url('google')}/models/m:generateContent`, contents)).toEqual([400, 'prefill'])
  })

  it('answers any other, and others answer all', async () => {
    const chat = { model: 'm', messages: turns('assistant').slice(0, 1) }
    expect(await send(`${fake.url('openai')}/chat/completions`, chat)).toEqual([200, undefined])
    fake.target('openai').update({ prefill: true })
    const ended = { model: 'm', messages: turns('assistant') }
    expect(await send(`${fake.url('openai')}/chat/completions`, ended)).toEqual([200, undefined])
  })
})
