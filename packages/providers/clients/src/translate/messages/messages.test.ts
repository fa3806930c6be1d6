import Anthropic from '@anthropic-ai/sdk'
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema'
import { describe, expect, it } from 'vitest'
import { failureOf } from '../../test/scene.ts'
import { translatedScene, type TranslatedScene } from '../../test/translated-scene.ts'
import { translated } from '../index.ts'

const clientOf = ({ balancer }: TranslatedScene): Anthropic => new Anthropic({ ...translated(balancer) })
const question = {
  model: 'claude-sonnet-5-5',
  max_tokens: 1000,
  messages: [{ role: 'user' as const, content: 'Why?' }],
}
const reply = {
  reasoning: 'I have to look.',
  text: 'I look.',
  toolCalls: [
    { name: 'look', input: { at: 'Oslo' } },
    { name: 'look', input: { at: 'Rome' } },
  ],
}

describe('a genuine Anthropic client over models of several vendors', () => {
  it('gets the answer of GPT when Claude fails', async () => {
    const scene = translatedScene('claude', 'gpt')
    scene.fake.target('claude').outage('overloaded')
    scene.fake.target('gpt').update({
      reply: { text: 'Because.', usage: { inputTokens: 7, outputTokens: 2, cacheReadTokens: 3 } },
    })
    const message = await clientOf(scene).messages.create({ ...question, system: 'Be brief.' })
    expect(scene.asked()).toEqual(['claude: overloaded', 'gpt'])
    expect(message).toMatchObject({
      type: 'message',
      model: 'model-of-gpt',
      content: [{ type: 'text', text: 'Because.' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 4, cache_read_input_tokens: 3, output_tokens: 2 },
    })
  })

  it('gets the stream of Gemini when Claude fails before its first content, by the helper', async () => {
    const scene = translatedScene('claude', 'gemini')
    scene.fake.target('claude').script([{ fault: 'cut-in-body', afterChunks: 0 }])
    scene.fake.target('gemini').update({ reply })
    const stream = clientOf(scene).messages.stream(question)
    const texts: string[] = []
    stream.on('text', (delta) => texts.push(delta))
    const message = await stream.finalMessage()
    expect(scene.asked()).toEqual(['claude: cut-in-body', 'gemini'])
    expect(texts.join('')).toBe('I look.')
    expect(message.content.filter(({ type }) => type !== 'redacted_thinking')).toMatchObject([
      { type: 'thinking', thinking: 'I have to look.' },
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', name: 'look', input: { at: 'Oslo' } },
      { type: 'tool_use', name: 'look', input: { at: 'Rome' } },
    ])
    expect(message.stop_reason).toBe('tool_use')
  })

  it.each([false, true])('runs its tools, whichever target serves the turn; streamed: %s', async (stream) => {
    const scene = translatedScene('claude', 'gpt')
    scene.fake.target('claude').script(['ok', 'overloaded'])
    scene.fake.target('claude').update({ reply })
    scene.fake.target('gpt').update({ reply: 'Rain.' })
    const looked: unknown[] = []
    const tool = betaTool({
      name: 'look',
      description: 'Looks',
      inputSchema: { type: 'object', properties: { at: { type: 'string' } }, required: ['at'] } as const,
      run: (input) => {
        looked.push(input)
        return 'wet'
      },
    })
    const runner = clientOf(scene).beta.messages.toolRunner({ ...question, tools: [tool], stream })
    const message = await runner.runUntilDone()
    expect(message.content).toMatchObject([{ type: 'text', text: 'Rain.' }])
    expect(looked).toEqual([{ at: 'Oslo' }, { at: 'Rome' }])
    expect(scene.asked()).toEqual(['claude', 'claude: overloaded', 'gpt'])
    // Claude's own thoughts go back to Claude, with their signature.
    expect(scene.bodies()[1]).toMatchObject({
      messages: [
        { role: 'user' },
        {
          content: [
            { type: 'thinking', thinking: 'I have to look.', signature: expect.any(String) as string },
            { type: 'text', text: 'I look.' },
            { type: 'tool_use' },
            { type: 'tool_use' },
          ],
        },
        { content: [{ type: 'tool_result' }, { type: 'tool_result' }] },
      ],
    })
  })

  it('has images, settings and choices translated', async () => {
    const scene = translatedScene('gpt')
    await clientOf(scene).messages.create({
      ...question,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What?', cache_control: { type: 'ephemeral' } },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          ],
        },
      ],
      stop_sequences: ['END'],
      tools: [{ name: 'look', input_schema: { type: 'object' } }],
      tool_choice: { type: 'tool', name: 'look' },
      thinking: { type: 'enabled', budget_tokens: 600 },
    })
    expect(scene.bodies()[0]).toMatchObject({
      messages: [{ content: [{ type: 'text', text: 'What?' }, { type: 'image_url' }] }],
      stop: ['END'],
      tool_choice: { type: 'function', function: { name: 'look' } },
      reasoning_effort: 'high',
    })
  })

  it('gets its own errors', async () => {
    const scene = translatedScene('gpt')
    scene.fake.target('gpt').outage('rate-limit')
    expect(await failureOf(clientOf(scene).messages.create(question))).toBeInstanceOf(
      Anthropic.RateLimitError,
    )
    scene.fake.target('gpt').reset()
    scene.fake.target('gpt').script([{ fault: 'cut-in-body', afterChunks: 3 }])
    const broken = await failureOf(clientOf(scene).messages.stream(question).finalMessage())
    expect(broken).toBeInstanceOf(Anthropic.APIError)
  })

  it.each([
    [
      { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
      'a tool of type "web_search_20250305"',
    ],
    [{ mcp_servers: [{ url: 'x' }] }, '"mcp_servers" other than []'],
    [{ container: 'c' }, '"container"'],
    [
      { messages: [{ role: 'user', content: [{ type: 'search_result' }] }] },
      'a content block of type "search_result"',
    ],
    [
      { tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
      '"tool_choice.disable_parallel_tool_use"',
    ],
  ])('is refused before anybody is asked what cannot be translated: %j', async (more, subject) => {
    const scene = translatedScene('gpt')
    const error = await failureOf(clientOf(scene).messages.create({ ...question, ...(more as object) }))
    expect(error).toBeInstanceOf(Anthropic.BadRequestError)
    const { error: body } = error as { error: { error: { message: string } } }
    expect(body.error.message).toContain(`translate: ${subject} cannot be translated`)
    expect(scene.asked()).toEqual([])
  })
})
