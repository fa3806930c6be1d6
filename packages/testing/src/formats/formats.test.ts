import { createFakeClock } from '@llm-balancer/core/testing'
import { readVendorError } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import type { ErrorName, FormatName } from '../index.ts'
import { createFakeLLM, sourcesOf } from '../index.ts'
import { ask, eventsIn, textIn } from '../support/ask.ts'

const formats: FormatName[] = [
  'openai',
  'azure-openai',
  'anthropic',
  'google',
  'cohere',
  'mistral',
  'groq',
  'together',
]
const apis = [...formats.map((format) => [format, format] as const), ['openai', 'openai-responses'] as const]

const fakeOf = (format: FormatName, options = {}) =>
  createFakeLLM({ targets: { a: { format, ...options } }, clock: createFakeClock() })

describe.each(apis)('%s over %s', (target, format) => {
  it('answers whole and as a stream with a text that names the target', async () => {
    const fake = fakeOf(target)
    for (const stream of [false, true]) {
      const response = await ask(fake, 'a', { format, stream })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toContain(
        stream ? 'text/event-stream' : 'application/json',
      )
      const text = textIn(await response.text())
      expect(text).toMatch(/^answer \d from a: a#\d\.1 .* a#\d\.8$/)
      expect(sourcesOf(text)).toHaveLength(1)
    }
    expect(fake.requests.map(({ stream, end }) => [stream, end])).toEqual([
      [false, 'answered'],
      [true, 'answered'],
    ])
  })

  it('writes reasoning, text and calls of tools, the same whole and as a stream', async () => {
    const reply = {
      reasoning: 'think first',
      text: 'let me see',
      toolCalls: [
        { name: 'weather', input: { city: 'Oslo' }, id: 'abcdefgh1' },
        { name: 'weather', input: { city: 'Rome' }, id: 'abcdefgh2' },
      ],
    }
    const fake = fakeOf(target, { reply })
    const whole = await (await ask(fake, 'a', { format })).text()
    const streamed = await (await ask(fake, 'a', { format, stream: true })).text()
    expect(textIn(whole).endsWith('let me see')).toBe(true)
    expect(textIn(streamed)).toBe('let me see')
    for (const body of [whole, streamed]) {
      for (const word of ['think', 'first', 'weather', 'Oslo', 'Rome']) expect(body).toContain(word)
      if (format !== 'google') expect(body).toMatch(/abcdefgh1[^]*abcdefgh2/)
    }
  })

  it('ends a stream so that a cut one can be told from it', async () => {
    const fake = fakeOf(target)
    fake.target('a').script(['ok', 'truncate'])
    const whole = await (await ask(fake, 'a', { format, stream: true })).text()
    const cut = await (await ask(fake, 'a', { format, stream: true })).text()
    const ends = /\[DONE\]|message_stop|response\.completed|"finishReason":"STOP"/
    expect(whole).toMatch(ends)
    expect(cut).not.toMatch(ends)
    expect(textIn(cut)).toMatch(/^answer 2 from a: a#2\.1/)
  })

  it('turns a stream into an error in the vendor’s words', async () => {
    const fake = fakeOf(target)
    fake.target('a').script([{ fault: 'error-in-body', message: 'in my own words' }])
    const events = eventsIn(await (await ask(fake, 'a', { format, stream: true })).text())
    const error = events.findLast((event) => event !== '[DONE]')
    expect(JSON.stringify(error)).toContain('in my own words')
  })

  it('takes the key where the vendor wants it, and refuses malformed requests', async () => {
    const fake = fakeOf(target, { apiKey: 'right', models: ['small'] })
    const model = 'small'
    expect((await ask(fake, 'a', { format, key: 'right', model })).status).toBe(200)
    expect((await ask(fake, 'a', { format, key: 'wrong', model })).status).toBe(
      target === 'google' ? 400 : 401,
    )
    await ask(fake, 'a', { format, key: 'right', model: 'large' })
    const headers = { authorization: 'Bearer right' }
    const path = fake.requests[0]?.path ?? ''
    await fake.fetch(new URL(path, fake.url('a')), { method: 'POST', headers, body: '{oh' })
    expect(fake.requests.map(({ fault }) => fault)).toEqual([
      undefined,
      'wrong-key',
      'unknown-model',
      'bad-request',
    ])
  })
})

describe('errors by name', () => {
  const statuses: Record<ErrorName, readonly number[]> = {
    'rate-limit': [429, 429, 429, 429, 429, 429, 429, 429],
    quota: [429, 429, 400, 429, 429, 429, 429, 402],
    auth: [401, 401, 401, 400, 401, 401, 401, 401],
    permission: [403, 403, 403, 403, 403, 403, 403, 403],
    overloaded: [503, 503, 529, 503, 503, 503, 498, 503],
    server: [500, 500, 500, 500, 500, 500, 500, 500],
    timeout: [504, 408, 504, 504, 504, 504, 504, 504],
    'bad-request': [400, 400, 400, 400, 400, 400, 400, 400],
    'context-length': [400, 400, 400, 400, 400, 400, 400, 422],
    'content-policy': [400, 400, 400, 400, 400, 403, 400, 400],
    'model-not-found': [404, 404, 404, 404, 404, 400, 404, 404],
  }

  it.each(Object.entries(statuses) as [ErrorName, readonly number[]][])(
    '%s has each vendor’s status, and a text of the caller’s when there is one',
    async (fault, expected) => {
      const found = await Promise.all(
        formats.map(async (format) => {
          const fake = fakeOf(format)
          fake.target('a').script([fault, { fault, message: 'in my own words' }])
          const usual = await ask(fake, 'a', { format })
          const { message } = readVendorError(await usual.json())
          expect(message, format).not.toBe('')
          expect(await (await ask(fake, 'a', { format })).text(), format).toContain('in my own words')
          return usual.status
        }),
      )
      expect(found).toEqual(expected)
    },
  )

  it('say when to come back where each vendor says it', async () => {
    const hints = await Promise.all(
      formats.map(async (format) => {
        const fake = fakeOf(format)
        fake.target('a').script([{ fault: 'rate-limit', retryAfterMs: 1_200 }])
        const response = await ask(fake, 'a', { format })
        const { headers } = response
        const names = ['retry-after', 'retry-after-ms', 'x-ratelimit-reset']
        const [, delay] = /"retryDelay":"([^"]+)"/.exec(await response.text()) ?? []
        return [format, ...names.map((name) => headers.get(name)), delay]
      }),
    )
    expect(hints).toEqual([
      ['openai', '2', '1200', null, undefined],
      ['azure-openai', '2', '1200', null, undefined],
      ['anthropic', '2', null, null, undefined],
      ['google', null, null, null, '1.2s'],
      ['cohere', '2', null, null, undefined],
      ['mistral', '2', null, null, undefined],
      ['groq', '2', null, null, undefined],
      ['together', null, null, '2', undefined],
    ])
  })
})

describe('what single vendors do differently', () => {
  it('Groq tells the usage of a stream in x_groq', async () => {
    const body = await (await ask(fakeOf('groq'), 'a', { format: 'groq', stream: true })).text()
    const chunks = eventsIn(body).filter((event) => event !== '[DONE]')
    expect(chunks[0]).toHaveProperty('x_groq.id')
    expect(
      chunks.some((chunk) => JSON.stringify(chunk).includes('"x_groq":{"id":"req_fake_1","usage":')),
    ).toBe(true)
  })

  it('Mistral refuses stream_options with 422, and ids of tool calls that are not nine letters', async () => {
    const fake = fakeOf('mistral', {
      reply: { toolCalls: [{ name: 't', input: {}, id: 'too-long-for-it' }] },
    })
    const post = (more: object) =>
      fake.fetch(`${fake.url('a')}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...more }),
      })
    expect((await post({ stream: true, stream_options: { include_usage: true } })).status).toBe(422)
    const call = { id: 'call_1', function: { name: 't', arguments: '{}' } }
    expect((await post({ messages: [{ role: 'assistant', tool_calls: [call] }] })).status).toBe(400)
    expect((await post({ messages: [{ role: 'tool', tool_call_id: 'call_1', content: '' }] })).status).toBe(
      400,
    )
    const answer = (await (await post({})).json()) as {
      choices: [{ message: { tool_calls: [{ id: string }] } }]
    }
    expect(answer.choices[0].message.tool_calls[0].id).toMatch(/^[a-zA-Z0-9]{9}$/)
  })

  it('Azure takes a deployment in the path, with an api-version, and its v1 paths', async () => {
    const fake = fakeOf('azure-openai', { apiKey: 'k', models: ['dep'] })
    const resource = fake.url('a').replace('/openai/v1', '')
    const status = async (path: string, model?: string) => {
      const body = JSON.stringify({ model, messages: [] })
      const response = await fake.fetch(resource + path, {
        method: 'POST',
        headers: { 'api-key': 'k' },
        body,
      })
      return response.status
    }
    expect(await status('/openai/deployments/dep/chat/completions?api-version=2025-04-01-preview')).toBe(200)
    expect(await status('/openai/deployments/other/chat/completions?api-version=1')).toBe(404)
    expect(await status('/openai/deployments/dep/chat/completions')).toBe(404)
    expect(await status('/openai/v1/chat/completions', 'dep')).toBe(200)
    expect(await status('/chat/completions', 'dep')).toBe(404)
  })

  it('Google ends lines with CRLF, takes the model from the path, and streams only with alt=sse', async () => {
    const fake = fakeOf('google', { models: ['g'] })
    const streamed = await (await ask(fake, 'a', { format: 'google', model: 'g', stream: true })).text()
    expect(streamed).toContain('\r\n\r\n')
    expect(streamed.replaceAll('\r\n', '')).not.toContain('\n')
    const url = `${fake.url('a')}/models/g:streamGenerateContent`
    const bare = await fake.fetch(url, { method: 'POST', body: '{"contents":[]}' })
    expect(bare.status).toBe(400)
    expect((await fake.fetch(url.replace('v1beta', 'v1'), { method: 'POST', body: '{}' })).status).toBe(400)
  })

  it('Google refuses a tool call whose arguments are not an object', async () => {
    const fake = fakeOf('google', { reply: { toolCalls: [{ name: 't', input: '{"city": Os' }] } })
    expect(await (await ask(fake, 'a', { format: 'google' })).json()).toMatchObject({
      candidates: [{ finishReason: 'MALFORMED_FUNCTION_CALL', content: { parts: [] } }],
    })
  })

  it('OpenAI’s responses are incomplete when they grow too long', async () => {
    const fake = fakeOf('openai', { reply: { text: 'too long', finish: 'length' } })
    expect(await (await ask(fake, 'a', { format: 'openai-responses' })).json()).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    })
    const body = await (await ask(fake, 'a', { format: 'openai-responses', stream: true })).text()
    expect(eventsIn(body).at(-1)).toMatchObject({ type: 'response.incomplete' })
    const numbers = eventsIn(body).map((event) => (event as { sequence_number: number }).sequence_number)
    expect(numbers).toEqual(numbers.map((_, index) => index))
  })

  it('Anthropic and Google count tokens', async () => {
    const fake = createFakeLLM({ targets: { claude: { format: 'anthropic' }, gemini: { format: 'google' } } })
    const count = async (url: string): Promise<unknown> =>
      (await fake.fetch(url, { method: 'POST', body: '{"a":"12345"}' })).json()
    expect(await count(`${fake.url('claude')}/v1/messages/count_tokens`)).toEqual({ input_tokens: 4 })
    expect(await count(`${fake.url('gemini')}/models/g:countTokens`)).toEqual({ totalTokens: 4 })
  })
})

it('answers requests to malformed paths', async () => {
  const paths = [
    '/models/%',
    '/%E0%A4%A:generateContent',
    '/deployments/%/chat/completions?api-version=1',
    '/%%',
  ]
  for (const format of formats) {
    const fake = fakeOf(format)
    for (const path of paths)
      for (const method of ['GET', 'POST'])
        expect((await fake.fetch(fake.url('a') + path, { method })).status, path).toBeGreaterThanOrEqual(200)
    expect(fake.requests.every(({ end }) => end === 'answered')).toBe(true)
  }
})

describe('models', () => {
  const paths: Record<FormatName, string> = {
    openai: '/models',
    'azure-openai': '/models',
    anthropic: '/v1/models',
    google: '/models',
    cohere: '/v1/models',
    mistral: '/models',
    groq: '/models',
    together: '/models',
  }

  it.each(formats)('of %s are listed, and each is there by its name', async (format) => {
    const fake = fakeOf(format, { models: ['org/m1', 'm2'] })
    const url = fake.url('a') + paths[format]
    const list = await (await fake.fetch(`${url}?page_size=2`)).text()
    expect(list).toContain('org/m1')
    expect(list).toContain('m2')
    const one = await (await fake.fetch(`${url}/${encodeURIComponent('org/m1')}`)).text()
    expect(one).toContain('org/m1')
    expect(one).not.toContain('m2')
    expect((await fake.fetch(`${url}/m3`)).ok).toBe(false)
  })
})
