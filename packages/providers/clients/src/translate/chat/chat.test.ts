import OpenAI from 'openai'
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { failureOf, shown } from '../../test/scene.ts'
import { translatedScene, vendorKeys, type TranslatedScene } from '../../test/translated-scene.ts'
import { translated } from '../index.ts'

const clientOf = ({ balancer }: TranslatedScene): OpenAI => new OpenAI({ ...translated(balancer) })
const question = { model: 'gpt-5.2', messages: [{ role: 'user' as const, content: 'Why?' }] }

describe('a genuine OpenAI client over models of several vendors', () => {
  it('gets the answer of Claude when GPT fails', async () => {
    const scene = translatedScene('gpt', 'claude')
    scene.fake.target('gpt').outage('overloaded')
    scene.fake.target('claude').update({
      reply: { text: 'Because.', usage: { inputTokens: 7, outputTokens: 2, cacheReadTokens: 3 } },
    })
    const { data, response } = await clientOf(scene).chat.completions.create(question).withResponse()
    expect(scene.asked()).toEqual(['gpt: overloaded', 'claude'])
    expect(response.headers.get('x-llm-balancer-target')).toBe('claude')
    expect(data).toMatchObject({
      object: 'chat.completion',
      model: 'model-of-claude',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Because.', refusal: null },
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 7,
        completion_tokens: 2,
        total_tokens: 9,
        prompt_tokens_details: { cached_tokens: 3 },
      },
    })
  })

  it('gets the stream of Gemini when GPT fails before its first content, by the helper', async () => {
    const scene = translatedScene('gpt', 'gemini')
    scene.fake.target('gpt').script([{ fault: 'cut-in-body', afterChunks: 0 }])
    scene.fake
      .target('gemini')
      .update({ reply: { chunks: ['Be', 'cause.'], usage: { inputTokens: 7, outputTokens: 2 } } })
    const stream = clientOf(scene).chat.completions.stream({
      ...question,
      stream_options: { include_usage: true },
    })
    const deltas: string[] = []
    stream.on('content', (delta) => deltas.push(delta))
    const completion = await stream.finalChatCompletion()
    expect(scene.asked()).toEqual(['gpt: cut-in-body', 'gemini'])
    expect(deltas.join('')).toBe('Because.')
    expect(deltas.length).toBeGreaterThan(1)
    expect(completion.choices[0]).toMatchObject({ message: { content: 'Because.' }, finish_reason: 'stop' })
    expect(completion.usage).toMatchObject({ prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 })
  })

  it('gets chunks without usage unless it asks for it', async () => {
    const scene = translatedScene('claude')
    const chunks = []
    for await (const chunk of await clientOf(scene).chat.completions.create({ ...question, stream: true }))
      chunks.push(chunk)
    expect(chunks.every((chunk) => chunk.usage === undefined)).toBe(true)
    expect(chunks.at(0)?.choices[0]?.delta.role).toBe('assistant')
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
  })

  it.each([true, false])('asks for JSON as strictly as it says: %j', async (strict) => {
    const scene = translatedScene('gpt')
    scene.fake.target('gpt').update({ reply: '{"city":"Oslo"}' })
    const schema = { type: 'object', properties: { city: { type: 'string' } } }
    await clientOf(scene).chat.completions.create({
      ...question,
      response_format: { type: 'json_schema', json_schema: { name: 'place', schema, strict } },
    })
    expect(scene.bodies()[0]).toMatchObject({ response_format: { json_schema: { strict } } })
  })

  it('gets output that fits its schema, by the helper', async () => {
    const scene = translatedScene('gpt', 'claude', 'gemini')
    scene.fake.target('gpt').outage('quota')
    scene.fake.target('claude').outage('overloaded')
    scene.fake.target('gemini').update({ reply: '{"city":"Oslo"}' })
    const schema = z.object({ city: z.string() })
    const completion = await clientOf(scene).chat.completions.parse({
      ...question,
      response_format: zodResponseFormat(schema, 'place'),
    })
    expect(completion.choices[0]?.message.parsed).toEqual({ city: 'Oslo' })
    expect(scene.asked()).toEqual(['gpt: quota', 'claude: overloaded', 'gemini'])
    expect(scene.bodies()[2]).toMatchObject({
      generationConfig: { responseMimeType: 'application/json', responseJsonSchema: { required: ['city'] } },
    })
  })

  it('runs its tools, turn by turn, whichever target serves the turn', async () => {
    const scene = translatedScene('gpt', 'claude', 'gemini')
    const look = { toolCalls: [{ name: 'look', input: { at: 'Oslo' } }] }
    scene.fake.target('gpt').script(['overloaded', 'overloaded'])
    scene.fake.target('claude').script(['ok', 'overloaded'])
    scene.fake.target('claude').update({ reply: { ...look, reasoning: 'I have to look.' } })
    scene.fake.target('gemini').update({ reply: 'Rain.' })
    const looked: unknown[] = []
    const runner = clientOf(scene).chat.completions.runTools({
      ...question,
      tools: [
        zodFunction({
          name: 'look',
          parameters: z.object({ at: z.string() }),
          function: (place) => {
            looked.push(place)
            return 'wet'
          },
        }),
      ],
    })
    expect(await runner.finalContent()).toBe('Rain.')
    expect(looked).toEqual([{ at: 'Oslo' }])
    // Claude is asked first for the second turn: the signature is its own.
    expect(scene.asked()).toEqual(['gpt: overloaded', 'claude', 'claude: overloaded', 'gemini'])
    expect(JSON.stringify(scene.bodies()[3])).toContain('wet')
  })

  it('runs its tools over streams as well', async () => {
    const scene = translatedScene('claude', 'gemini')
    scene.fake.target('claude').script(['ok', 'overloaded'])
    scene.fake.target('claude').update({
      reply: {
        reasoning: 'I have to look.',
        toolCalls: [
          { name: 'look', input: { at: 'Oslo' } },
          { name: 'look', input: { at: 'Rome' } },
        ],
      },
    })
    scene.fake.target('gemini').update({ reply: 'Rain.' })
    const looked: unknown[] = []
    const runner = clientOf(scene).chat.completions.runTools({
      ...question,
      stream: true,
      tools: [
        {
          type: 'function',
          function: {
            name: 'look',
            description: 'Looks',
            parse: JSON.parse as (input: string) => { at: string },
            parameters: { type: 'object', properties: { at: { type: 'string' } } },
            function: (place: { at: string }) => {
              looked.push(place)
              return 'wet'
            },
          },
        },
      ],
    })
    expect(await runner.finalContent()).toBe('Rain.')
    expect(looked).toEqual([{ at: 'Oslo' }, { at: 'Rome' }])
    expect(scene.asked()).toEqual(['claude', 'claude: overloaded', 'gemini'])
  })
})

describe('an earlier answer', () => {
  it.each([false, true])(
    'goes back to its vendor with what that wants back; streamed: %s',
    async (isStreamed) => {
      const scene = translatedScene('claude')
      scene.fake.target('claude').update({
        reply: { reasoning: 'I have to look.', toolCalls: [{ name: 'look', input: { at: 'Oslo' } }] },
      })
      const client = clientOf(scene)
      const completion = isStreamed
        ? await client.chat.completions.stream(question).finalChatCompletion()
        : await client.chat.completions.create(question)
      const [choice] = completion.choices
      const [call] = choice?.message.tool_calls ?? []
      if (choice === undefined || call === undefined) throw new Error('no call')
      const result = { role: 'tool' as const, tool_call_id: call.id, content: 'wet' }
      await client.chat.completions.create({
        ...question,
        messages: [...question.messages, choice.message, result],
      })
      expect(scene.bodies()[1]).toMatchObject({
        messages: [
          { role: 'user' },
          {
            content: [
              { type: 'thinking', thinking: 'I have to look.', signature: expect.any(String) as string },
              { type: 'tool_use', name: 'look', input: { at: 'Oslo' } },
            ],
          },
          { content: [{ type: 'tool_result', content: 'wet' }] },
        ],
      })
    },
  )
})

describe('what cannot be translated', () => {
  it.each([
    [{ n: 2 }, '"n" other than 1'],
    [{ logprobs: true }, '"logprobs" other than false'],
    [{ web_search_options: {} }, '"web_search_options"'],
    [{ tools: [{ type: 'custom', custom: { name: 'x' } }] }, 'a tool of type "custom"'],
    [
      { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] },
      'the id of an uploaded file',
    ],
    [{ messages: [{ role: 'function', name: 'f', content: '' }] }, 'a message of role "function"'],
  ])('is refused before anybody is asked: %j', async (more, subject) => {
    const scene = translatedScene('gpt')
    const error = await failureOf(
      clientOf(scene).chat.completions.create({ ...question, ...(more as object) }),
    )
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(String(error)).toContain(`translate: ${subject} cannot be translated`)
    expect(scene.asked()).toEqual([])
  })

  it('is every other request', async () => {
    const scene = translatedScene('gpt')
    const error = await failureOf(clientOf(scene).embeddings.create({ model: 'e', input: 'x' }))
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(String(error)).toContain('this request cannot be translated')
    expect(scene.asked()).toEqual([])
  })
})

it('translates images, settings and choices', async () => {
  const scene = translatedScene('claude')
  await clientOf(scene).chat.completions.create({
    model: 'm',
    messages: [
      { role: 'developer', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
        ],
      },
    ],
    max_completion_tokens: 50,
    temperature: 0.5,
    stop: ['END'],
    tools: [{ type: 'function', function: { name: 'look' } }],
    tool_choice: 'required',
    user: 'someone',
  })
  expect(scene.bodies()[0]).toMatchObject({
    system: [{ text: 'Be brief.' }],
    messages: [
      { role: 'user', content: [{ text: 'What?' }, { type: 'image', source: { media_type: 'image/png' } }] },
    ],
    max_tokens: 50,
    stop_sequences: ['END'],
    tool_choice: { type: 'any' },
  })
  expect(JSON.stringify(scene.bodies()[0])).not.toContain('someone')
})

describe('a failure of all targets', () => {
  it.each([false, true])("is the client's own error, and not repeated; stream: %s", async (stream) => {
    const scene = translatedScene('gpt', 'claude')
    scene.fake.target('gpt').outage('overloaded')
    scene.fake.target('claude').outage({ fault: 'rate-limit', retryAfterMs: 7000 })
    const client = new OpenAI({ ...translated(scene.balancer), maxRetries: 3 })
    const error = await failureOf(client.chat.completions.create({ ...question, stream }))
    expect(error).toBeInstanceOf(OpenAI.RateLimitError)
    expect(scene.asked()).toEqual(['gpt: overloaded', 'claude: rate-limit'])
    for (const key of Object.values(vendorKeys)) expect(shown(error)).not.toContain(key)
  })

  it('after the first content is thrown by the stream', async () => {
    const scene = translatedScene('claude', 'gpt')
    scene.fake.target('claude').script([{ fault: 'cut-in-body', afterChunks: 4 }])
    const texts: string[] = []
    const reading = async (): Promise<void> => {
      for await (const chunk of await clientOf(scene).chat.completions.create({ ...question, stream: true }))
        texts.push(chunk.choices[0]?.delta.content ?? '')
    }
    const error = await failureOf(reading())
    expect(error).toBeInstanceOf(OpenAI.APIError)
    expect(error).toMatchObject({ code: 'stream_interrupted' })
    expect(texts.join('')).not.toBe('')
    expect(scene.asked()).toEqual(['claude: cut-in-body'])
  })

  it('leaves nothing open when the client aborts or leaves', async () => {
    const scene = translatedScene('claude')
    scene.fake.target('claude').script(['hang-before-headers', { fault: 'hang-in-body', afterChunks: 4 }])
    const controller = new AbortController()
    const { signal } = controller
    const failing = failureOf(clientOf(scene).chat.completions.create(question, { signal }))
    await scene.fake.until((requests) => requests.length === 1)
    controller.abort()
    expect(await failing).toBeInstanceOf(OpenAI.APIUserAbortError)
    await scene.fake.until(([request]) => request?.end === 'client-closed')
    const stream = await clientOf(scene).chat.completions.create({ ...question, stream: true })
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break
    await scene.fake.until(([, request]) => request?.end === 'client-closed')
  })
})
