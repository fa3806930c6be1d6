import OpenAI from 'openai'
import { zodTextFormat } from 'openai/helpers/zod'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { failureOf } from '../../test/scene.ts'
import { translatedScene, type TranslatedScene } from '../../test/translated-scene.ts'
import { translated } from '../index.ts'

const clientOf = ({ balancer }: TranslatedScene): OpenAI => new OpenAI({ ...translated(balancer) })
const question = { model: 'gpt-5.2', input: 'Why?' }
const look = {
  type: 'function' as const,
  name: 'look',
  parameters: { type: 'object', properties: { at: { type: 'string' } } },
  strict: false,
}

describe('Responses of a genuine OpenAI client over models of several vendors', () => {
  it('come from Claude when GPT fails', async () => {
    const scene = translatedScene('gpt', 'claude')
    scene.fake.target('gpt').outage('overloaded')
    scene.fake
      .target('claude')
      .update({ reply: { text: 'Because.', usage: { inputTokens: 7, outputTokens: 2 } } })
    const response = await clientOf(scene).responses.create({ ...question, instructions: 'Be brief.' })
    expect(scene.asked()).toEqual(['gpt: overloaded', 'claude'])
    expect(response.output_text).toBe('Because.')
    expect(response).toMatchObject({
      object: 'response',
      status: 'completed',
      model: 'model-of-claude',
      usage: { input_tokens: 7, output_tokens: 2, total_tokens: 9 },
    })
    expect(scene.bodies()[1]).toMatchObject({ system: [{ text: 'Be brief.' }] })
  })

  it('stream from Gemini when GPT fails before its first content, by the helper', async () => {
    const scene = translatedScene('gpt', 'gemini')
    scene.fake.target('gpt').script([{ fault: 'cut-in-body', afterChunks: 0 }])
    scene.fake.target('gemini').update({ reply: { chunks: ['Be', 'cause.'], reasoning: 'Hm.' } })
    const stream = clientOf(scene).responses.stream(question)
    const deltas: string[] = []
    stream.on('response.output_text.delta', ({ delta }) => deltas.push(delta))
    const response = await stream.finalResponse()
    expect(scene.asked()).toEqual(['gpt: cut-in-body', 'gemini'])
    expect(deltas.join('')).toBe('Because.')
    expect(response.output_text).toBe('Because.')
    expect(response.output.map(({ type }) => type)).toEqual(['reasoning', 'message'])
  })

  it('fit their schema, by the helper', async () => {
    const scene = translatedScene('gpt', 'gemini')
    scene.fake.target('gpt').outage('quota')
    scene.fake.target('gemini').update({ reply: '{"city":"Oslo"}' })
    const schema = z.object({ city: z.string() })
    const response = await clientOf(scene).responses.parse({
      ...question,
      text: { format: zodTextFormat(schema, 'place') },
    })
    expect(response.output_parsed).toEqual({ city: 'Oslo' })
    expect(scene.asked()).toEqual(['gpt: quota', 'gemini'])
  })

  it.each([false, true])(
    'call tools over several turns, and give vendors back what is theirs; streamed: %s',
    async (isStreamed) => {
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
      const client = clientOf(scene)
      const first = isStreamed
        ? await client.responses.stream({ ...question, tools: [look] }).finalResponse()
        : await client.responses.create({ ...question, tools: [look] })
      const calls = (first.output as OpenAI.Responses.ResponseOutputItem[]).flatMap((item) =>
        item.type === 'function_call' ? [item] : [],
      )
      expect(calls.map(({ name, arguments: input }) => [name, JSON.parse(input) as unknown])).toEqual([
        ['look', { at: 'Oslo' }],
        ['look', { at: 'Rome' }],
      ])
      const results = calls.map(({ call_id }) => ({
        type: 'function_call_output' as const,
        call_id,
        output: 'wet',
      }))
      const last = await client.responses.create({
        ...question,
        tools: [look],
        input: [
          { role: 'user', content: 'Why?' },
          ...(first.output as OpenAI.Responses.ResponseInputItem[]),
          ...results,
        ],
      })
      expect(last.output_text).toBe('Rain.')
      expect(scene.asked()).toEqual(['claude', 'claude: overloaded', 'gemini'])
      expect(scene.bodies()[1]).toMatchObject({
        messages: [
          { role: 'user' },
          {
            content: [
              { type: 'thinking', signature: expect.any(String) as string },
              { type: 'tool_use', input: { at: 'Oslo' } },
              { type: 'tool_use', input: { at: 'Rome' } },
            ],
          },
          { content: [{ type: 'tool_result' }, { type: 'tool_result' }] },
        ],
      })
    },
  )

  it('that are cut short say so', async () => {
    const scene = translatedScene('claude')
    scene.fake.target('claude').update({ reply: { text: 'Bec', finish: 'length' } })
    const response = await clientOf(scene).responses.create(question)
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    })
  })

  it('that break off are thrown by the iteration', async () => {
    const scene = translatedScene('claude', 'gemini')
    scene.fake.target('claude').script([{ fault: 'cut-in-body', afterChunks: 4 }])
    const reading = async (): Promise<void> => {
      for await (const event of await clientOf(scene).responses.create({ ...question, stream: true }))
        expect(event.type).toMatch(/^response\./)
    }
    expect(await failureOf(reading())).toBeInstanceOf(Error)
    expect(scene.asked()).toEqual(['claude: cut-in-body'])
  })

  it.each([
    [{ previous_response_id: 'resp_1' }, '"previous_response_id"'],
    [{ store: true }, '"store" other than false'],
    [{ tools: [{ type: 'web_search' }] }, 'a tool of type "web_search"'],
    [{ include: ['file_search_call.results'] }, '"include" of an unknown type'],
    [{ text: { verbosity: 'low' } }, '"verbosity" other than "medium"'],
    [{ input: [{ type: 'item_reference', id: 'x' }] }, 'an item of type "item_reference"'],
  ])('are refused before anybody is asked when they cannot be translated: %j', async (more, subject) => {
    const scene = translatedScene('gpt')
    const error = await failureOf(clientOf(scene).responses.create({ ...question, ...(more as object) }))
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(String(error)).toContain(`translate: ${subject} cannot be translated`)
    expect(scene.asked()).toEqual([])
  })
})
