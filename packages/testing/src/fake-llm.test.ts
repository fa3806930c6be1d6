import { inspect } from 'node:util'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { createFakeLLM, sourcesOf } from './index.ts'
import { ask, eventsIn, textIn } from './support/ask.ts'

const both = () =>
  createFakeLLM({
    targets: { fast: { format: 'openai' }, claude: { format: 'anthropic' } },
    clock: createFakeClock(),
  })

it.each([
  ['/fast/v1/models?key=sk-planted', '/fast/v1/models?key=[hidden]'],
  ['/fast/v1/models?alt=sse&key=sk-planted&x=1', '/fast/v1/models?alt=sse&key=[hidden]&x=1'],
  ['/fast/v1/models?api-key=sk-planted', '/fast/v1/models?api-key=[hidden]'],
  ['/fast/v1/models?access_token=sk-planted', '/fast/v1/models?access_token=[hidden]'],
  ['/fast/v1/models?X-Goog-Api-Key=sk-planted', '/fast/v1/models?X-Goog-Api-Key=[hidden]'],
  ['/fast/v1/models?page=1&monkey=2', '/fast/v1/models?page=1&monkey=2'],
])('the log shows no key in the query of %s', async (path, shown) => {
  const fake = both()
  await fake.fetch(`https://fake-llm.test${path}`)
  expect(fake.requests.map((request) => request.path)).toEqual([shown])
  expect(inspect(fake.requests) + JSON.stringify(fake.requests)).not.toContain('sk-planted')
})

describe('a fake without sockets', () => {
  it('has addresses that adapters accept, without a socket', () => {
    const fake = createFakeLLM({ targets: { fast: {} } })
    expect(fake.url('fast')).toBe('https://fake-llm.test/fast/v1')
  })

  it('answers in the format of each target, with a text that names the target and the request', async () => {
    const fake = both()
    expect(textIn(await (await ask(fake, 'fast')).text())).toMatch(
      /^answer 1 from fast: fast#1\.1 fast#1\.2 /,
    )
    expect(textIn(await (await ask(fake, 'claude')).text())).toMatch(/^answer 2 from claude: claude#2\.1 /)
    expect(fake.requests.map(({ targetId, status, end }) => ({ targetId, status, end }))).toEqual([
      { targetId: 'fast', status: 200, end: 'answered' },
      { targetId: 'claude', status: 200, end: 'answered' },
    ])
  })

  it.each(['fast', 'claude'] as const)('streams the same text as it answers whole: %s', async (id) => {
    const fake = both()
    const whole = textIn(await (await ask(fake, id)).text())
    const streamed = await ask(fake, id, { stream: true })
    expect(streamed.headers.get('content-type')).toContain('text/event-stream')
    expect(textIn(await streamed.text())).toBe(whole.replaceAll('#1', '#2').replace('answer 1', 'answer 2'))
  })

  it('says where a text came from, so that mixed answers show', () => {
    expect(sourcesOf('answer 3 from a: a#3.1 a#3.2')).toEqual(['a#3'])
    expect(sourcesOf('answer 3 from a: a#3.1 b#4.2 b#4.3')).toEqual(['a#3', 'b#4'])
    expect(sourcesOf('no marks at all')).toEqual([])
  })

  it('ends OpenAI streams with the usage and [DONE], Anthropic streams with message_stop', async () => {
    const fake = both()
    const openai = eventsIn(await (await ask(fake, 'fast', { stream: true })).text())
    expect(openai.at(-2)).toMatchObject({ choices: [], usage: { completion_tokens: 9 } })
    expect(openai.at(-1)).toBe('[DONE]')
    const anthropic = eventsIn(await (await ask(fake, 'claude', { stream: true })).text())
    expect(anthropic.at(-2)).toMatchObject({ type: 'message_delta', usage: { output_tokens: 9 } })
    expect(anthropic.at(-1)).toEqual({ type: 'message_stop' })
  })

  it('answers what the caller scripts: text, chunks, reasoning, tool calls, usage and finish', async () => {
    const fake = createFakeLLM({
      targets: {
        fast: {
          reply: ({ number }) => ({
            chunks: ['one ', `two ${number}`],
            reasoning: 'think first',
            toolCalls: [{ name: 'weather', input: { city: 'Oslo', unit: 'celsius' }, id: 'call_1' }],
            usage: { inputTokens: 10, outputTokens: 20, cacheReadTokens: 4, reasoningTokens: 6 },
            finish: 'length',
          }),
        },
      },
    })
    expect(await (await ask(fake, 'fast')).json()).toMatchObject({
      choices: [
        {
          finish_reason: 'length',
          message: {
            content: 'one two 1',
            reasoning_content: 'think first',
            tool_calls: [{ id: 'call_1', function: { arguments: '{"city":"Oslo","unit":"celsius"}' } }],
          },
        },
      ],
      usage: { prompt_tokens: 10, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 4 } },
    })
    const body = await (await ask(fake, 'fast', { stream: true })).text()
    const pieces = [...body.matchAll(/"arguments":"((?:[^"\\]|\\.)*)"/g)].map(([, piece]) => piece)
    expect(pieces.length).toBeGreaterThan(3)
    expect(JSON.parse(`"${pieces.join('')}"`)).toBe('{"city":"Oslo","unit":"celsius"}')
  })

  it('streams tool calls and thinking as content blocks of Anthropic', async () => {
    const fake = createFakeLLM({
      targets: {
        claude: { format: 'anthropic', reply: { reasoning: 'hm', toolCalls: [{ name: 't', input: {} }] } },
      },
    })
    const events = eventsIn(await (await ask(fake, 'claude', { stream: true })).text())
    const blocks = events.filter((event) => (event as { type: string }).type === 'content_block_start')
    expect(blocks).toMatchObject([
      { content_block: { type: 'thinking' } },
      { content_block: { type: 'tool_use' } },
    ])
    expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'tool_use' } })
  })

  it('answers 500 when the caller’s own reply function throws', async () => {
    const fake = createFakeLLM({
      targets: {
        fast: {
          reply: () => {
            throw new Error('oops')
          },
        },
      },
    })
    const response = await ask(fake, 'fast')
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('oops')
    expect(fake.requests[0]?.fault).toBe('bad-reply')
  })

  it('refuses wrong keys, models, bodies and paths in the vendor’s words', async () => {
    const fake = createFakeLLM({ targets: { fast: { apiKey: ['one', 'two'], models: ['small'] } } })
    expect((await ask(fake, 'fast', { key: 'two', model: 'small' })).status).toBe(200)
    expect((await ask(fake, 'fast', { key: 'wrong' })).status).toBe(401)
    expect((await ask(fake, 'fast')).status).toBe(401)
    expect((await ask(fake, 'fast', { key: 'one', model: 'large' })).status).toBe(404)
    const headers = { authorization: 'Bearer one' }
    const post = (path: string, body: string) =>
      fake.fetch(fake.url('fast') + path, { method: 'POST', headers, body })
    expect((await post('/chat/completions', '{oh')).status).toBe(400)
    expect((await post('/nowhere', '{}')).status).toBe(404)
    expect((await fake.fetch('https://fake-llm.test/other/v1/models')).status).toBe(404)
    expect(fake.requests.map(({ apiKey, fault }) => [apiKey, fault])).toEqual([
      ['accepted', undefined],
      ['wrong', 'wrong-key'],
      ['none', 'wrong-key'],
      ['accepted', 'unknown-model'],
      ['accepted', 'bad-request'],
      ['accepted', 'unknown-path'],
      ['none', 'unknown-path'],
    ])
  })

  it('lists the models, for probes', async () => {
    const fake = createFakeLLM({ targets: { a: { models: ['m1'] }, b: { format: 'anthropic' } } })
    expect(await (await fake.fetch(`${fake.url('a')}/models`)).json()).toMatchObject({ data: [{ id: 'm1' }] })
    expect((await fake.fetch(`${fake.url('b')}/v1/models`)).status).toBe(200)
    fake.target('a').outage('auth')
    expect((await fake.fetch(`${fake.url('a')}/models`)).status).toBe(401)
  })

  it('records headers and bodies, but prints neither', async () => {
    const fake = both()
    await ask(fake, 'fast', { key: 'sk-planted' })
    const [record] = fake.requests
    expect(record?.headers['authorization']).toBe('Bearer sk-planted')
    expect(record?.body).toMatchObject({ model: 'some-model', messages: [{ content: 'hello' }] })
    expect(inspect(record) + JSON.stringify(record)).not.toMatch(/sk-planted|hello/)
  })

  it('remembers only so many requests', async () => {
    const fake = createFakeLLM({ targets: { fast: {} }, history: 2 })
    for (let count = 0; count < 3; count += 1) await ask(fake, 'fast')
    expect(fake.requests.map(({ number }) => number)).toEqual([2, 3])
    expect(fake.target('fast').stats).toEqual({
      requests: 3,
      inFlight: 0,
      answered: 3,
      failed: 0,
      abandoned: 0,
    })
  })

  it('waits on its clock only, and gives the same delays to the same seed', async () => {
    const delaysOf = async (seed: number) => {
      const clock = createFakeClock()
      const latency = { medianMs: 100, sigma: 0.5 }
      const fake = createFakeLLM({
        seed,
        clock,
        targets: { a: { latency }, b: { latency: { minMs: 5, maxMs: 50 } } },
      })
      const answers = [ask(fake, 'a'), ask(fake, 'a'), ask(fake, 'b')]
      await fake.until((requests) => requests.length === 3)
      await clock.advance(10_000)
      await Promise.all(answers)
      expect(clock.pending).toBe(0)
      return fake.requests.map(({ startedAt, endedAt }) => (endedAt ?? Infinity) - startedAt)
    }
    const first = await delaysOf(1)
    expect(await delaysOf(1)).toEqual(first)
    expect(await delaysOf(2)).not.toEqual(first)
    expect(new Set(first).size).toBe(3)
  })

  it('spreads a stream over its chunk gaps, and makes a whole answer wait as long', async () => {
    const clock = createFakeClock()
    const fake = createFakeLLM({ clock, targets: { fast: { latency: 10, chunkGap: 5, reply: 'a b c' } } })
    const streamed = ask(fake, 'fast', { stream: true }).then((response) => response.text())
    const whole = ask(fake, 'fast').then((response) => response.text())
    await fake.until((requests) => requests.length === 2)
    await clock.advance(1_000)
    await Promise.all([streamed, whole])
    const [first, second] = fake.requests.map(({ startedAt, endedAt }) => (endedAt ?? Infinity) - startedAt)
    expect([first, second]).toEqual([25, 20])
  })

  it('aborts with the caller’s own reason, before and after the headers, and records it', async () => {
    const clock = createFakeClock()
    const fake = createFakeLLM({ clock, targets: { fast: { latency: 100, chunkGap: 100 } } })
    const before = new AbortController()
    const refused = ask(fake, 'fast', { signal: before.signal })
    await fake.until((requests) => requests.length === 1)
    before.abort('reason one')
    await expect(refused).rejects.toBe('reason one')

    const after = new AbortController()
    const streaming = ask(fake, 'fast', { signal: after.signal, stream: true })
    await fake.until((requests) => requests.length === 2)
    await clock.advance(100)
    const body = (await streaming).text()
    after.abort('reason two')
    await expect(body).rejects.toBe('reason two')

    await fake.until((requests) => requests.every(({ end }) => end === 'client-closed'))
    await expect(ask(fake, 'fast', { signal: AbortSignal.abort('early') })).rejects.toBe('early')
    expect(fake.requests).toHaveLength(2)
    expect(fake.target('fast').stats).toMatchObject({ abandoned: 2, inFlight: 0 })
    expect(clock.pending).toBe(0)
  })

  it('notices a reader that leaves a stream', async () => {
    const fake = createFakeLLM({ targets: { fast: { chunkGap: 1_000 } }, clock: createFakeClock() })
    const reader = (await ask(fake, 'fast', { stream: true })).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await fake.until(([request]) => request?.end === 'client-closed')
    expect(fake.requests[0]).toMatchObject({ status: 200, fault: undefined })
  })

  it('cuts running requests and rejects waiting conditions when it is closed', async () => {
    const clock = createFakeClock()
    const fake = createFakeLLM({ clock, targets: { fast: { latency: 1_000 } } })
    const running = ask(fake, 'fast')
    await fake.until((requests) => requests.length === 1)
    const waiting = fake.until(() => false)
    const failures = Promise.all([
      expect(running).rejects.toThrow('fetch failed'),
      expect(waiting).rejects.toThrow('closed before'),
    ])
    await fake.close()
    await failures
    expect(fake.requests[0]?.end).toBe('server-closed')
    expect(clock.pending).toBe(0)
    await expect(ask(fake, 'fast')).rejects.toThrow('fetch failed')
  })
})
